package tasklog.command.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.command.bus.Command;
import tasklog.events.OwnerId;

/** What can be asked of an account. */
sealed interface AccountCommand extends Command<AccountScope> {

  @Override
  default List<UUID> contended() {
    return List.of(owner().value());
  }

  /** Makes it exist; one that exists stays as it is. */
  record RegisterAccount(OwnerId owner, Instant at) implements AccountCommand {}

  /** Changes nothing: what is known of it, confirmed by the log. */
  record LookUpAccount(OwnerId owner, Instant at) implements AccountCommand {}

  /** Changes nothing in the log, as what is of a person is not there: only asks whether the owner may write. */
  record EditAccount(OwnerId owner, Instant at) implements AccountCommand {}

  /** Takes the right to write from the account. */
  record DeactivateAccount(OwnerId owner, Instant at) implements AccountCommand {}

  /**
   * Gives it back.
   *
   * @param by an administrator, who has to be active too
   */
  record ReactivateAccount(OwnerId owner, OwnerId by, Instant at) implements AccountCommand {}
}
