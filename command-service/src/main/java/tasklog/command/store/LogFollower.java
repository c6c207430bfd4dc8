package tasklog.command.store;

import java.time.Instant;
import java.util.Set;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * Hears of what other processes append, in the order of the log, each event once, but not of all: where a process is far
 * behind, it goes on with what is new. Of what this process has appended itself it hears only where an event names many
 * things. Called by one thread.
 */
public interface LogFollower {

  /** An event as {@link EventCodec#decode} reads it. */
  record Followed(Object payload, long position, Instant occurredAt) {}

  /** Under which tags the payload of an event was appended. */
  Set<Tag> tags(Object payload);

  /**
   * Told for each tag of an event.
   *
   * @param before no other event with the tag stands between that position and this event
   */
  void follow(Tag tag, long before, Followed event);
}
