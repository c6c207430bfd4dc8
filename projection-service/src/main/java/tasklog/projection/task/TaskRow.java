package tasklog.projection.task;

import static tasklog.events.Status.COMPLETED;

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
 * A row of the table task.
 *
 * @param texts       what can be long; null where a fold neither needs nor changes it
 * @param completedAt set exactly while completed
 * @param version     position of the last event that names the task
 */
record TaskRow(
    TaskId id,
    OwnerId owner,
    @Nullable Texts texts,
    Status status,
    Priority priority,
    @Nullable Instant dueAt,
    List<TagId> tagIds,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant completedAt,
    @Nullable Instant deletedAt,
    long version) {

  /** The columns that may be too big to be read and written without need. */
  record Texts(String title, String description, Attributes attributes) {}

  TaskRow {
    tagIds = List.copyOf(tagIds);
  }

  TaskRow with(Texts changed) {
    return new TaskRow(id, owner, changed, status, priority, dueAt, tagIds, createdAt, updatedAt, completedAt,
        deletedAt, version);
  }

  TaskRow with(Priority changed) {
    return new TaskRow(id, owner, texts, status, changed, dueAt, tagIds, createdAt, updatedAt, completedAt,
        deletedAt, version);
  }

  TaskRow withDueAt(@Nullable Instant changed) {
    return new TaskRow(id, owner, texts, status, priority, changed, tagIds, createdAt, updatedAt, completedAt,
        deletedAt, version);
  }

  TaskRow with(List<TagId> changed) {
    return new TaskRow(id, owner, texts, status, priority, dueAt, changed, createdAt, updatedAt, completedAt,
        deletedAt, version);
  }

  /** A status that the task has already keeps its completed_at. */
  TaskRow with(Status changed, Instant at) {
    return changed == status
        ? this
        : new TaskRow(id, owner, texts, changed, priority, dueAt, tagIds, createdAt, updatedAt,
            changed == COMPLETED ? at : null, deletedAt, version);
  }

  TaskRow withDeletedAt(@Nullable Instant changed) {
    return new TaskRow(id, owner, texts, status, priority, dueAt, tagIds, createdAt, updatedAt, completedAt,
        changed, version);
  }

  TaskRow at(Instant updated, long position) {
    return new TaskRow(id, owner, texts, status, priority, dueAt, tagIds, createdAt, updated, completedAt,
        deletedAt, position);
  }
}
