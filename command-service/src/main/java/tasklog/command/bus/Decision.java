package tasklog.command.bus;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tasklog.events.TasklogEvent;

/**
 * What was decided, before it is in the log.
 *
 * @param known what it rests on
 */
record Decision<C extends Command<S>, S>(Decider<C, S> decider, C command, Known known, S before,
    List<TasklogEvent> events) {

  /** @throws Refused when a rule forbids it */
  static <C extends Command<S>, S> Decision<C, S> of(Decider<C, S> decider, C command, Known known) {
    var scope = decider.scope(command, known);
    return new Decision<>(decider, command, known, scope, decider.decide(scope, command));
  }

  Instant at(int index) {
    return decider.at(command, events.get(index));
  }

  /** @param first position of the first event, if there is any */
  Decided<S> at(long first) {
    return new Decided<>(this, events.isEmpty() ? 0 : first + events.size() - 1);
  }

  /**
   * What is known when the events are in the log.
   *
   * @param position of the last event
   */
  Known knownAfter(long position) {
    if (events.isEmpty()) {
      return known;
    }
    var happened = new ArrayList<Happened>(events.size());
    for (int i = 0; i < events.size(); i++) {
      happened.add(new Happened(events.get(i), position - (events.size() - 1 - i), at(i)));
    }
    return known.appended(happened, position);
  }

  S after(Known after) {
    return events.isEmpty() ? before : decider.scope(command, after);
  }
}
