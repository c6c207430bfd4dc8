package tasklog.events.wire;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.events.Actor;
import tasklog.events.OwnerId;

/**
 * An event with all that is known of it, as log and stream carry it. The type is a name, since a reader may meet one
 * that it does not know yet.
 *
 * @param position      place in the log, from 1, dense
 * @param eventName     {@code TaskCreated}
 * @param occurredAt    when it happened; may be long before {@code recordedAt} (imports)
 * @param recordedAt    when the log took it; never goes back along positions
 * @param subject       the task, tag or account; null for a bulk event
 * @param commit        last position of the append that it is part of
 * @param correlationId the request that it goes back to
 * @param causationId   the command that caused it
 * @param traceparent   W3C trace context of the request
 * @param data          JSON, the ids of a bulk event included
 */
public record RecordedEvent(
    long position,
    UUID id,
    String eventName,
    int version,
    OwnerId owner,
    Instant occurredAt,
    Instant recordedAt,
    Actor actor,
    @Nullable UUID subject,
    long commit,
    @Nullable String correlationId,
    @Nullable String causationId,
    @Nullable String traceparent,
    String data) {

  /** {@code tasklog.TaskCreated.v1}. */
  public String ceType() {
    return EventType.ceType(eventName, version);
  }
}
