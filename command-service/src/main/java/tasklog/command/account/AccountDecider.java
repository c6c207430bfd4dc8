package tasklog.command.account;

import java.util.List;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.account.AccountCommand.LookUpAccount;
import tasklog.command.account.AccountCommand.RegisterAccount;
import tasklog.command.bus.Decider;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.TasklogEvent;

/** The rules of an account. */
final class AccountDecider implements Decider<AccountCommand, AccountState> {

  @Override
  public Class<AccountCommand> commands() {
    return AccountCommand.class;
  }

  @Override
  public EventCriteria criteria(AccountCommand command) {
    return EventCriteria.havingTags(EventTags.account(command.owner()));
  }

  @Override
  public AccountState initial(AccountCommand command) {
    return AccountState.UNKNOWN;
  }

  @Override
  public AccountState evolve(AccountState state, Happened happened) {
    return state.evolve(happened);
  }

  @Override
  public List<TasklogEvent> decide(AccountState state, AccountCommand command) {
    return switch (command) {
      case LookUpAccount _ -> List.of();
      case RegisterAccount(var owner, _) -> switch (state.standing()) {
        case UNKNOWN -> List.of(new AccountRegistered(owner, owner));
        case ACTIVE, INACTIVE -> List.of(); // somebody else has completed the row, or died before
      };
    };
  }
}
