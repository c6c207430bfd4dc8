package tasklog.command.bus;

import java.util.List;
import tasklog.events.TasklogEvent;

/**
 * A command that was decided, with its events in the log.
 *
 * @param <S> what it was decided on
 */
public final class Decided<S> {

  private final Decision<?, S> decision;
  private final long position;
  private final Known known;

  Decided(Decision<?, S> decision, long position) {
    this.decision = decision;
    this.position = position;
    this.known = decision.knownAfter(position);
  }

  /** What the decision rested on. */
  public S before() {
    return decision.before();
  }

  /** What has become of it by the events. */
  public S after() {
    return decision.after(known);
  }

  /** What is known by it, in the very log. */
  Known known() {
    return known;
  }

  /** In the order of the log; empty when nothing changed. */
  public List<TasklogEvent> events() {
    return decision.events();
  }

  /** Of the last event; 0 when there is none. */
  public long position() {
    return position;
  }

  /** Of the first event; 0 when there is none. */
  public long first() {
    return events().isEmpty() ? 0 : positionOf(0);
  }

  /** The position of one of {@link #events()}; an append is contiguous. */
  public long positionOf(int index) {
    return position - (events().size() - 1 - index);
  }
}
