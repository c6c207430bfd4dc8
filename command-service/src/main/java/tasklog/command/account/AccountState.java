package tasklog.command.account;

import java.time.Instant;
import tasklog.command.bus.Happened;
import tasklog.events.AccountEvent;
import tasklog.events.AccountEvent.AccountRegistered;

/**
 * What the log says of an account.
 *
 * @param changedAt when it was deactivated or reactivated last; {@link Instant#MIN} when never
 * @param version   position of its last event, 0 when there is none
 */
public record AccountState(Standing standing, Instant changedAt, long version) {

  static final AccountState UNKNOWN = new AccountState(Standing.UNKNOWN, Instant.MIN, 0);

  AccountState evolve(AccountEvent event, Happened happened) {
    return new AccountState(standing.evolve(event),
        event instanceof AccountRegistered ? changedAt : happened.at(), happened.position());
  }
}
