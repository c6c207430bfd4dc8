package tasklog.command.account;

import java.time.Instant;
import java.util.function.Function;
import org.springframework.http.ResponseEntity;
import tasklog.command.account.AccountCommand.DeactivateAccount;
import tasklog.command.account.AccountCommand.EditAccount;
import tasklog.command.account.AccountCommand.LookUpAccount;
import tasklog.command.account.AccountCommand.ReactivateAccount;
import tasklog.command.account.AccountCommand.RegisterAccount;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.web.ProblemException;

/** Accounts as the log has them. */
final class AccountLog {

  private final RequestCommands commands;

  AccountLog(RequestCommands commands) {
    this.commands = commands;
  }

  AccountState state(OwnerId account) {
    return send(new LookUpAccount(account, commands.now()));
  }

  /** Makes sure that the account's {@code AccountRegistered} is in the log, once. */
  AccountState register(OwnerId account) {
    return send(new RegisterAccount(account, commands.now()));
  }

  /** @throws ProblemException {@code account_inactive} when it may not write */
  AccountState writable(OwnerId account) {
    return send(new EditAccount(account, commands.now()));
  }

  /** From then on every write that asks for the account to be active is refused, in every process. */
  <T> ResponseEntity<T> deactivate(OwnerId account, Instant at,
      Function<AccountState, ResponseEntity<T>> answer) {
    return answer(new DeactivateAccount(account, at), answer);
  }

  /** @throws ProblemException {@code account_not_found}, or {@code account_inactive} when the administrator is */
  <T> ResponseEntity<T> reactivate(OwnerId account, OwnerId administrator, Instant at,
      Function<AccountState, ResponseEntity<T>> answer) {
    return answer(new ReactivateAccount(account, administrator, at), answer);
  }

  private <T> ResponseEntity<T> answer(AccountCommand command,
      Function<AccountState, ResponseEntity<T>> answer) {
    return commands.answer(command, decided -> answer.apply(decided.after().state()));
  }

  private AccountState send(AccountCommand command) {
    return commands.send(command).after().state();
  }
}
