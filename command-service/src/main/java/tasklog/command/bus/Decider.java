package tasklog.command.bus;

import java.time.Instant;
import java.util.List;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.events.TasklogEvent;

/**
 * A rule with what it needs to know. Pure: no clock, no randomness, no input but its arguments.
 *
 * @param <C> the commands that it decides
 * @param <S> the state that it decides on, immutable
 */
public interface Decider<C extends Command<S>, S> {

  Class<C> commands();

  /** Which events the decision rests on. The append is refused when one more of them has come since. */
  EventCriteria criteria(C command);

  S initial(C command);

  S evolve(S state, Happened happened);

  /** When an event that was decided has happened: with the command, unless it tells of the past. */
  default Instant at(C command, TasklogEvent event) {
    return command.at();
  }

  /**
   * The events that follow; none when nothing changes.
   *
   * @throws Refused when a rule forbids it
   */
  List<TasklogEvent> decide(S state, C command);
}
