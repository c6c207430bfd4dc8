package tasklog.command.account;

import tasklog.command.account.AccountCommand.LookUpAccount;
import tasklog.command.account.AccountCommand.RegisterAccount;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;

/** Accounts as the log has them. */
final class AccountLog {

  private final RequestCommands commands;

  AccountLog(RequestCommands commands) {
    this.commands = commands;
  }

  AccountState state(OwnerId account) {
    return commands.send(new LookUpAccount(account, commands.now())).after();
  }

  /** Makes sure that the account's {@code AccountRegistered} is in the log, once. */
  AccountState register(OwnerId account) {
    return commands.send(new RegisterAccount(account, commands.now())).after();
  }
}
