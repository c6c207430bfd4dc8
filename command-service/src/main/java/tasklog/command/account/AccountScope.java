package tasklog.command.account;

import tasklog.command.bus.Happened;
import tasklog.events.AccountEvent;
import tasklog.events.OwnerId;

/**
 * What a command on an account rests on.
 *
 * @param by    who asks for it
 * @param actor whether who asks may write
 */
record AccountScope(OwnerId account, OwnerId by, AccountState state, Standing actor) {

  static AccountScope of(AccountCommand command) {
    return new AccountScope(command.owner(), command.by(), AccountState.UNKNOWN, Standing.UNKNOWN);
  }

  AccountScope evolve(Happened happened) {
    return happened.event() instanceof AccountEvent event
        ? new AccountScope(account, by,
            event.accountId().equals(account) ? state.evolve(event, happened) : state,
            event.accountId().equals(by) ? actor.evolve(event) : actor)
        : this;
  }
}
