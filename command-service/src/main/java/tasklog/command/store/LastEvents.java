package tasklog.command.store;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.messaging.core.QualifiedName;

/**
 * Of each of many keys the last event, without what it says; keys that no event has are left out.
 *
 * @param head of the log that they were found in: everything up to it has been seen
 */
public record LastEvents(long head, List<Last> events) {

  /**
   * @param owner whose stream it belongs to
   */
  public record Last(UUID key, QualifiedName type, UUID owner) {}

  /** With those of other keys, found in the same log up to the same head. */
  LastEvents and(LastEvents others) {
    return new LastEvents(head, Stream.concat(events.stream(), others.events.stream()).toList());
  }
}
