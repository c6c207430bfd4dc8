package tasklog.projection.history;

import static tasklog.events.Status.COMPLETED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;

/**
 * A row of the table task_version: a task as it was after an event that names it.
 *
 * @param position of the event
 */
record TaskVersion(TaskId task, OwnerId owner, long position, TextsAt textsAt, State state) {

  /** The events, by position, that have set what can be long. */
  record TextsAt(long title, long description, long attributes) {

    TextsAt(long created) {
      this(created, created, created);
    }
  }

  /** What is short. */
  record State(
      Status status,
      Priority priority,
      @Nullable Instant dueAt,
      List<TagId> tagIds,
      @Nullable Instant completedAt,
      @Nullable Instant deletedAt) {

    State {
      tagIds = List.copyOf(tagIds);
    }

    State with(Priority changed) {
      return new State(status, changed, dueAt, tagIds, completedAt, deletedAt);
    }

    State withDueAt(@Nullable Instant changed) {
      return new State(status, priority, changed, tagIds, completedAt, deletedAt);
    }

    /** A status that the task has already keeps its completed_at. */
    State with(Status changed, Instant at) {
      return changed == status
          ? this
          : new State(changed, priority, dueAt, tagIds, changed == COMPLETED ? at : null, deletedAt);
    }

    State with(TagId tag) {
      if (tagIds.contains(tag)) {
        return this;
      }
      var tags = new ArrayList<>(tagIds);
      tags.add(tag);
      return new State(status, priority, dueAt, tags, completedAt, deletedAt);
    }

    State without(TagId tag) {
      var tags = tagIds.stream().filter(other -> !other.equals(tag)).toList();
      return new State(status, priority, dueAt, tags, completedAt, deletedAt);
    }

    /** The first deletion counts. */
    State deleted(Instant at) {
      return deletedAt == null ? new State(status, priority, dueAt, tagIds, completedAt, at) : this;
    }

    State restored() {
      return new State(status, priority, dueAt, tagIds, completedAt, null);
    }
  }

  static TaskVersion of(TaskCreated event, long position) {
    return new TaskVersion(event.taskId(), event.owner(), position, new TextsAt(position),
        new State(event.status(), event.priority(), event.dueAt(), event.tagIds(), event.completedAt(),
            null));
  }

  /** @param event that names this task and does not create it */
  TaskVersion next(TaskEvent event, Instant at, long position) {
    return new TaskVersion(task, owner, position, texts(event, position), evolve(event, at));
  }

  private TextsAt texts(TaskEvent event, long at) {
    if (event instanceof TaskRetitled) {
      return new TextsAt(at, textsAt.description, textsAt.attributes);
    }
    if (event instanceof TaskDescribed) {
      return new TextsAt(textsAt.title, at, textsAt.attributes);
    }
    return event instanceof TaskAttributesChanged
        ? new TextsAt(textsAt.title, textsAt.description, at)
        : textsAt;
  }

  private State evolve(TaskEvent event, Instant at) {
    return switch (event) {
      case TaskPrioritised(_, _, var priority) -> state.with(priority);
      case TaskRescheduled(_, _, var dueAt) -> state.withDueAt(dueAt);
      case TaskTagged(_, _, var tag) -> state.with(tag);
      case TaskUntagged(_, _, var tag) -> state.without(tag);
      case TasksUntagged(_, _, var tag) -> state.without(tag);
      case TaskStatusChanged(_, _, var status) -> state.with(status, at);
      case TasksStatusChanged(_, _, var status) -> state.with(status, at);
      case TaskDeleted _,TasksDeleted _ -> state.deleted(at);
      case TaskRestored _,TasksRestored _ -> state.restored();
      case TaskRetitled _,TaskDescribed _,TaskAttributesChanged _,TaskCreated _ -> state;
    };
  }
}
