package tasklog.command.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.command.bus.Command;
import tasklog.events.OwnerId;

/** What can be asked of an account. */
sealed interface AccountCommand extends Command<AccountState> {

  @Override
  default List<UUID> contended() {
    return List.of(owner().value());
  }

  /** Makes it exist; one that exists stays as it is. */
  record RegisterAccount(OwnerId owner, Instant at) implements AccountCommand {}

  /** Changes nothing: what is known of it, confirmed by the log. */
  record LookUpAccount(OwnerId owner, Instant at) implements AccountCommand {}
}
