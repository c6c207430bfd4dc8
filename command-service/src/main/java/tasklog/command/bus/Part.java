package tasklog.command.bus;

import org.axonframework.messaging.eventstreaming.EventCriteria;

/**
 * Something that decisions rest on and that is known by itself, from its own events: an account, a task. Decisions of any
 * kind share what is known of it. Equal parts are the same part.
 *
 * @param <P> what its events amount to
 */
public interface Part<P> {

  /** Its events. Where a decision rests on it, an append is refused when one more of them has come since. */
  EventCriteria criteria();

  /** Before the first of them. */
  P initial();

  /** After one more event; the same when the event is none of its own. */
  P evolve(P state, Happened happened);

  /**
   * Whether it is worth remembering from one command to the next. Its state is immutable then; else it may be built up in
   * place.
   */
  default boolean isKept() {
    return true;
  }

  /** What its state takes in memory, in bytes, roughly. */
  default int bytes(P state) {
    return 0;
  }
}
