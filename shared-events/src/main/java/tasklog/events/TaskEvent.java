package tasklog.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can have happened to tasks. A released record is never renamed and gains only nullable components;
 * any other change is a new version. {@code updated_at} and {@code completed_at} follow from the time of the event.
 */
public sealed interface TaskEvent extends TasklogEvent {

  /** An event of one task. */
  sealed interface OfOne extends TaskEvent {
    TaskId taskId();
  }

  /** An event of 1 to 1,000 tasks of one owner, in the order that the command named them. */
  sealed interface OfMany extends TaskEvent {
    List<TaskId> taskIds();
  }

  /** @param completedAt set exactly when {@code status} is completed */
  record TaskCreated(
      OwnerId owner,
      TaskId taskId,
      String title,
      String description,
      Status status,
      Priority priority,
      @Nullable Instant dueAt,
      List<TagId> tagIds,
      Attributes attributes,
      @Nullable Instant completedAt) implements OfOne {
    public TaskCreated {
      tagIds = List.copyOf(tagIds);
    }
  }

  record TaskRetitled(OwnerId owner, TaskId taskId, String title) implements OfOne {}

  record TaskDescribed(OwnerId owner, TaskId taskId, String description) implements OfOne {}

  record TaskPrioritised(OwnerId owner, TaskId taskId, Priority priority) implements OfOne {}

  /** @param dueAt null takes the due time away */
  record TaskRescheduled(OwnerId owner, TaskId taskId, @Nullable Instant dueAt) implements OfOne {}

  /** @param attributes the whole new object, not a difference */
  record TaskAttributesChanged(OwnerId owner, TaskId taskId, Attributes attributes) implements OfOne {}

  record TaskTagged(OwnerId owner, TaskId taskId, TagId tagId) implements OfOne {}

  record TaskUntagged(OwnerId owner, TaskId taskId, TagId tagId) implements OfOne {}

  record TaskStatusChanged(OwnerId owner, TaskId taskId, Status status) implements OfOne {}

  record TaskDeleted(OwnerId owner, TaskId taskId) implements OfOne {}

  record TaskRestored(OwnerId owner, TaskId taskId) implements OfOne {}

  /** A task that already has the status keeps its {@code completed_at}; its version moves all the same. */
  record TasksStatusChanged(OwnerId owner, List<TaskId> taskIds, Status status) implements OfMany {
    public TasksStatusChanged {
      taskIds = List.copyOf(taskIds);
    }
  }

  record TasksDeleted(OwnerId owner, List<TaskId> taskIds) implements OfMany {
    public TasksDeleted {
      taskIds = List.copyOf(taskIds);
    }
  }

  record TasksRestored(OwnerId owner, List<TaskId> taskIds) implements OfMany {
    public TasksRestored {
      taskIds = List.copyOf(taskIds);
    }
  }

  record TasksUntagged(OwnerId owner, List<TaskId> taskIds, TagId tagId) implements OfMany {
    public TasksUntagged {
      taskIds = List.copyOf(taskIds);
    }
  }
}
