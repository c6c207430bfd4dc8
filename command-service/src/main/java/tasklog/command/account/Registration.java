package tasklog.command.account;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import tasklog.command.web.Idempotency;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/**
 * Makes accounts. A row and an event cannot be written at once, so it goes in steps, each of which may be the last one
 * that a process lives to see: an inert row, the event, the completed row. Any number of registrations of one address
 * may go through them at the same time: they share the row and its one event, and whoever completes the row is the one
 * that succeeds, with the password that is then in it. A row that nobody completed keeps nobody from the address.
 */
final class Registration {

  private final AccountRows rows;
  private final AccountLog log;
  private final Passwords passwords;
  private final RequestCommands commands;
  private final Idempotency idempotency;

  Registration(AccountRows rows, AccountLog log, Passwords passwords, RequestCommands commands,
      Idempotency idempotency) {
    this.rows = rows;
    this.log = log;
    this.passwords = passwords;
    this.commands = commands;
    this.idempotency = idempotency;
  }

  /** @throws ProblemException {@code email_taken}; or the service cannot do it now, and it may be tried again */
  <T> ResponseEntity<T> register(String email, String password, String displayName,
      Function<Account, ResponseEntity<T>> answer) {
    rows.reserve(new OwnerId(UuidCreator.getTimeOrderedEpoch()), email, commands.now());
    var row = rows.findByEmail(email).orElseThrow(Registration::taken);
    if (row.passwordHash() != null) {
      throw taken();
    }
    var hash = passwords.hash(password);
    var state = log.register(row.id());
    return idempotency.once(() -> {
      if (!rows.complete(row.id(), email, displayName, hash, commands.now())) {
        throw taken();
      }
      return answer.apply(new Account(rows.find(row.id()).orElseThrow(), state));
    });
  }

  private static ProblemException taken() {
    return ProblemException.of(ProblemCode.EMAIL_TAKEN);
  }
}
