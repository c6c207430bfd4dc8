package tasklog.web;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;

/**
 * A task as clients see it. Both services answer with this record, so that the answer of a command equals the next
 * read byte for byte.
 *
 * @param version opaque to clients: the position of the last event that names the task, in decimal
 */
@JsonPropertyOrder({"id", "owner", "title", "description", "status", "priority", "due_at", "tag_ids",
    "attributes",
    "created_at", "updated_at", "completed_at", "deleted_at", "version"})
public record TaskResource(
    TaskId id,
    OwnerId owner,
    String title,
    String description,
    Status status,
    Priority priority,
    @Nullable Instant dueAt,
    List<TagId> tagIds,
    Attributes attributes,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant completedAt,
    @Nullable Instant deletedAt,
    String version) {

  public TaskResource {
    tagIds = List.copyOf(tagIds);
  }
}
