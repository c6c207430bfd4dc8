package tasklog.command.bus;

import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.store.KeyedEvents;
import tasklog.command.store.LastEvents.Last;

/**
 * A part that spans many things, where of each only the last event counts, and of that no more than its type and whose it
 * is. It is read so, and not remembered: its state may be built up in place.
 */
public interface BriefPart<P> extends Part<P> {

  KeyedEvents events();

  /** After an event that is the last one of its key. */
  P evolve(P state, Last last);

  @Override
  default EventCriteria criteria() {
    return events().criteria();
  }

  /** What events say is nothing to it. */
  @Override
  default P evolve(P state, Happened happened) {
    return state;
  }

  @Override
  default boolean isKept() {
    return false;
  }
}
