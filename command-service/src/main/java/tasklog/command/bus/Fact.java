package tasklog.command.bus;

import java.util.List;
import tasklog.command.store.KnownEvents;
import tasklog.command.store.LastEvents;

/**
 * What the events of a part amount to.
 *
 * @param upTo position up to which every event of the part is in it
 */
record Fact<P>(Part<P> part, P state, long upTo) {

  /** What an entry takes in memory beside its state: the part, the position, its place in the cache. */
  private static final int BYTES = 300;

  /** As if no event of the part were in the log. */
  static <P> Fact<P> nothing(Part<P> part) {
    return new Fact<>(part, part.initial(), 0);
  }

  /**
   * After what has come since.
   *
   * @param events in order; all events of the part that stand between the two positions, and any others
   */
  Fact<P> after(List<Happened> events, long position) {
    var now = state;
    for (var happened : events) {
      if (happened.position() > upTo) {
        now = part.evolve(now, happened);
      }
    }
    return new Fact<>(part, now, position);
  }

  /** After the last events of a brief part. */
  Fact<P> after(LastEvents last) {
    var brief = (BriefPart<P>) part;
    var now = state;
    for (var event : last.events()) {
      now = brief.evolve(now, event);
    }
    return new Fact<>(part, now, last.head());
  }

  boolean isBrief() {
    return part instanceof BriefPart;
  }

  KnownEvents events() {
    return new KnownEvents(part.criteria(), upTo);
  }

  int bytes() {
    return BYTES + part.bytes(state);
  }
}
