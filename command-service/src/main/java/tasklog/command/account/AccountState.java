package tasklog.command.account;

import tasklog.command.bus.Happened;
import tasklog.events.AccountEvent;

/**
 * What the log says of an account.
 *
 * @param version position of its last event, 0 when there is none
 */
record AccountState(Standing standing, long version) {

  static final AccountState UNKNOWN = new AccountState(Standing.UNKNOWN, 0);

  AccountState evolve(Happened happened) {
    return happened.event() instanceof AccountEvent event
        ? new AccountState(standing.evolve(event), happened.position())
        : this;
  }
}
