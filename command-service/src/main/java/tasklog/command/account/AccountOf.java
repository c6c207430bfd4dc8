package tasklog.command.account;

import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.events.AccountEvent;
import tasklog.events.OwnerId;

/** An account. Every write rests on that of who asks for it. */
public record AccountOf(OwnerId id) implements Part<AccountState> {

  @Override
  public EventCriteria criteria() {
    return EventCriteria.havingTags(EventTags.account(id));
  }

  @Override
  public AccountState initial() {
    return AccountState.UNKNOWN;
  }

  @Override
  public AccountState evolve(AccountState state, Happened happened) {
    return happened.event() instanceof AccountEvent event && event.accountId().equals(id)
        ? state.evolve(event, happened)
        : state;
  }
}
