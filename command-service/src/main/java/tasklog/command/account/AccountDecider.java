package tasklog.command.account;

import java.util.List;
import java.util.Optional;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.command.account.AccountCommand.DeactivateAccount;
import tasklog.command.account.AccountCommand.EditAccount;
import tasklog.command.account.AccountCommand.LookUpAccount;
import tasklog.command.account.AccountCommand.ReactivateAccount;
import tasklog.command.account.AccountCommand.RegisterAccount;
import tasklog.command.bus.Decider;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Known;
import tasklog.command.bus.Part;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Reason;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;

/** The rules of an account. An account deactivates itself; only somebody else, who is active, can reactivate it. */
final class AccountDecider implements Decider<AccountCommand, AccountScope> {

  @Override
  public Class<AccountCommand> commands() {
    return AccountCommand.class;
  }

  @Override
  public List<AccountOf> parts(AccountCommand command) {
    var account = new AccountOf(command.owner());
    return command.by().equals(command.owner())
        ? List.of(account)
        : List.of(account, new AccountOf(command.by()));
  }

  @Override
  public Optional<Part<?>> partOf(Tag tag) {
    return EventTags.key(EventTags.ACCOUNT, tag).map(id -> new AccountOf(new OwnerId(id)));
  }

  @Override
  public AccountScope scope(AccountCommand command, Known known) {
    return new AccountScope(known.of(new AccountOf(command.owner())),
        known.of(new AccountOf(command.by())).standing());
  }

  @Override
  public List<TasklogEvent> decide(AccountScope scope, AccountCommand command) {
    return switch (command) {
      case LookUpAccount _ -> List.of();
      case RegisterAccount(var owner, _) -> register(scope.state().standing(), owner);
      case EditAccount _ -> {
        scope.actor().mayWrite();
        yield List.of();
      }
      case DeactivateAccount(var owner, _) -> deactivate(scope.state().standing(), owner);
      case ReactivateAccount(var owner, _, _) -> {
        scope.actor().mayWrite();
        yield reactivate(scope.state().standing(), owner);
      }
    };
  }

  private static List<TasklogEvent> register(Standing standing, OwnerId owner) {
    return switch (standing) {
      case UNKNOWN -> List.of(new AccountRegistered(owner, owner));
      case ACTIVE, INACTIVE -> List.of(); // somebody else has completed the row, or died before
    };
  }

  private static List<TasklogEvent> deactivate(Standing standing, OwnerId owner) {
    return switch (standing) {
      case UNKNOWN -> throw new Refused(Reason.ACCOUNT_UNKNOWN);
      case ACTIVE -> List.of(new AccountDeactivated(owner, owner));
      case INACTIVE -> List.of();
    };
  }

  private static List<TasklogEvent> reactivate(Standing standing, OwnerId owner) {
    return switch (standing) {
      case UNKNOWN -> throw new Refused(Reason.ACCOUNT_NOT_FOUND);
      case ACTIVE -> List.of();
      case INACTIVE -> List.of(new AccountReactivated(owner, owner));
    };
  }
}
