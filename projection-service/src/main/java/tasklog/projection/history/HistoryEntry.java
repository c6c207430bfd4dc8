package tasklog.projection.history;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tasklog.events.Actor;

/**
 * What one event has done to a task.
 *
 * @param position      opaque to clients: the version of the task from this event on
 * @param type          as on the stream, {@code tasklog.TaskCreated.v1}
 * @param occurredAt    when it happened, maybe long before it was recorded (imports)
 * @param correlationId the request that it goes back to
 * @param changes       empty when the event has named the task and found it so already
 */
@JsonPropertyOrder({"position", "type", "occurred_at", "recorded_at", "actor", "correlation_id",
    "causation_id",
    "changes"})
record HistoryEntry(
    String position,
    String type,
    Instant occurredAt,
    Instant recordedAt,
    Actor actor,
    @Nullable String correlationId,
    @Nullable String causationId,
    List<Change> changes) {

  HistoryEntry {
    changes = List.copyOf(changes);
  }
}
