package tasklog.command.account;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/**
 * Changes of accounts that are there. Each is one step, in the row or in the log, so that a process which dies leaves
 * nothing half done; one that changes nothing succeeds and leaves no trace. Who is inactive changes nothing: by the
 * append's condition where an event follows, and by the log's word right before where only the row changes.
 */
final class AccountChanges {

  private final AccountRows rows;
  private final AccountLog log;
  private final Passwords passwords;
  private final AttemptLimits limits;
  private final RequestCommands commands;

  AccountChanges(AccountRows rows, AccountLog log, Passwords passwords, AttemptLimits limits,
      RequestCommands commands) {
    this.rows = rows;
    this.log = log;
    this.passwords = passwords;
    this.limits = limits;
    this.commands = commands;
  }

  /** @throws ProblemException {@code account_not_found} */
  Account find(OwnerId id) {
    return new Account(row(id), log.state(id));
  }

  /**
   * Gives the account another name.
   *
   * @param displayName null for the one that it has
   * @throws ProblemException {@code account_inactive}, {@code account_kept_elsewhere}
   */
  Account rename(OwnerId owner, @Nullable String displayName) {
    var account = keptHere(owner);
    if (displayName != null) {
      rows.rename(owner, displayName, account.nextChange(commands.now()));
    }
    return new Account(row(owner), account.state());
  }

  /**
   * Gives the account another password. Tokens that were issued before stay valid until they expire. A wrong password
   * counts as a failed log-in; of two changes at once the slower one has become wrong.
   *
   * @throws ProblemException {@code account_inactive}, {@code account_kept_elsewhere}, {@code too_many_requests}, or
   *                          {@code validation_failed} when the current password is another one
   */
  Account changePassword(OwnerId owner, String current, String next, String remoteAddress) {
    var account = keptHere(owner);
    var hash = rows.passwordHash(owner);
    limits.logIn(remoteAddress, Objects.requireNonNull(account.row().email()), () -> {
      if (!passwords.matches(current, hash)) {
        throw wrongPassword();
      }
      return hash;
    });
    if (!next.equals(current)
        && !rows.changePassword(owner, hash, passwords.hash(next), account.nextChange(commands.now()))) {
      throw wrongPassword();
    }
    return new Account(row(owner), account.state());
  }

  <T> ResponseEntity<T> deactivate(OwnerId owner, Function<Account, ResponseEntity<T>> answer) {
    var account = find(owner);
    return log.deactivate(owner, account.nextChange(commands.now()),
        state -> answer.apply(new Account(account.row(), state)));
  }

  /** @throws ProblemException {@code account_not_found}, or {@code account_inactive} when the administrator is */
  <T> ResponseEntity<T> reactivate(OwnerId id, OwnerId administrator,
      Function<Account, ResponseEntity<T>> answer) {
    log.writable(administrator);
    var account = find(id);
    return log.reactivate(id, administrator, account.nextChange(commands.now()),
        state -> answer.apply(new Account(account.row(), state)));
  }

  /** A subject of another issuer has neither name nor password here. */
  private Account keptHere(OwnerId owner) {
    var account = new Account(row(owner), log.writable(owner));
    if (account.row().email() == null) {
      throw ProblemException.of(ProblemCode.ACCOUNT_KEPT_ELSEWHERE);
    }
    return account;
  }

  private AccountRows.Row row(OwnerId id) {
    return rows.find(id).orElseThrow(() -> ProblemException.of(ProblemCode.ACCOUNT_NOT_FOUND));
  }

  private static ProblemException wrongPassword() {
    return ProblemException.invalid(ProblemError.pointer("/current_password", ErrorCode.WRONG_PASSWORD));
  }
}
