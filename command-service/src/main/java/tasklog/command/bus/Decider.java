package tasklog.command.bus;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.events.TasklogEvent;

/**
 * A rule with what it needs to know. Pure: no clock, no randomness, no input but its arguments.
 *
 * @param <C> the commands that it decides
 * @param <S> what it decides on
 */
public interface Decider<C extends Command<S>, S> {

  Class<C> commands();

  /** What the decision rests on. The append is refused when one more event of a part has come since. */
  List<? extends Part<?>> parts(C command);

  /**
   * Whether there is hardly an event of the part: its id is new. Then it is not looked for, and the condition of the
   * append finds out.
   */
  default boolean isExpectedNew(C command, Part<?> part) {
    return false;
  }

  /**
   * The part whose events are those with that tag, or some of them, if decisions rest on one. What is remembered of it is
   * kept up with what other processes append.
   */
  default Optional<Part<?>> partOf(Tag tag) {
    return Optional.empty();
  }

  /** What is known of the parts, put together. */
  S scope(C command, Known known);

  /** When an event that was decided has happened: with the command, unless it tells of the past. */
  default Instant at(C command, TasklogEvent event) {
    return command.at();
  }

  /**
   * The events that follow; none when nothing changes.
   *
   * @throws Refused when a rule forbids it
   */
  List<TasklogEvent> decide(S scope, C command);
}
