package tasklog.command.bus;

import java.time.Instant;
import java.util.List;
import tasklog.events.TasklogEvent;

/** What was decided, before it is in the log. */
record Decision<C extends Command<S>, S>(Decider<C, S> decider, C command, S before,
    List<TasklogEvent> events) {

  Instant at(int index) {
    return decider.at(command, events.get(index));
  }

  /** @param first position of the first event, if there is any */
  Decided<S> at(long first) {
    return new Decided<>(this, events.isEmpty() ? 0 : first + events.size() - 1);
  }

  /** @param position of the last event */
  S after(long position) {
    var state = before;
    for (int i = 0; i < events.size(); i++) {
      state = decider.evolve(state, new Happened(events.get(i), position - (events.size() - 1 - i), at(i)));
    }
    return state;
  }
}
