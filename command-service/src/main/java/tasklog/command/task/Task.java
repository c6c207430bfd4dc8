package tasklog.command.task;

import static tasklog.events.Status.COMPLETED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.Happened;
import tasklog.events.Attributes;
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

/** What has become of a task. */
sealed interface Task {

  Task ABSENT = new Absent();

  record Absent() implements Task {}

  /** A task that was created, and is there or was deleted. */
  sealed interface Existing extends Task {
    Content content();

    /** The position of the last event that names the task. */
    long version();
  }

  record Live(Content content, long version) implements Existing {}

  /** A deleted task keeps its content and accepts nothing but restore. */
  record Deleted(Content content, Instant deletedAt, long version) implements Existing {}

  /** @param completedAt set exactly while the status is completed */
  record Content(
      OwnerId owner,
      TaskId id,
      String title,
      String description,
      Status status,
      Priority priority,
      @Nullable Instant dueAt,
      List<TagId> tagIds,
      Attributes attributes,
      Instant createdAt,
      Instant updatedAt,
      @Nullable Instant completedAt) {

    Content with(Status next, Instant at) {
      return next == status
          ? this
          : new Content(owner, id, title, description, next, priority, dueAt, tagIds, attributes, createdAt,
              at,
              next == COMPLETED ? at : null);
    }

    Content withTitle(String next, Instant at) {
      return new Content(owner, id, next, description, status, priority, dueAt, tagIds, attributes, createdAt,
          at,
          completedAt);
    }

    Content withDescription(String next, Instant at) {
      return new Content(owner, id, title, next, status, priority, dueAt, tagIds, attributes, createdAt, at,
          completedAt);
    }

    Content withPriority(Priority next, Instant at) {
      return new Content(owner, id, title, description, status, next, dueAt, tagIds, attributes, createdAt,
          at,
          completedAt);
    }

    Content withDueAt(@Nullable Instant next, Instant at) {
      return new Content(owner, id, title, description, status, priority, next, tagIds, attributes, createdAt,
          at,
          completedAt);
    }

    Content withAttributes(Attributes next, Instant at) {
      return new Content(owner, id, title, description, status, priority, dueAt, tagIds, next, createdAt, at,
          completedAt);
    }

    Content with(TagId tag, Instant at) {
      if (tagIds.contains(tag)) {
        return this;
      }
      var tags = new ArrayList<>(tagIds);
      tags.add(tag);
      return withTags(tags, at);
    }

    Content without(TagId tag, Instant at) {
      return !tagIds.contains(tag)
          ? this
          : withTags(tagIds.stream().filter(id -> !id.equals(tag)).toList(), at);
    }

    Content touched(Instant at) {
      return withTags(tagIds, at);
    }

    private Content withTags(List<TagId> next, Instant at) {
      return new Content(owner, id, title, description, status, priority, dueAt, List.copyOf(next),
          attributes,
          createdAt, at, completedAt);
    }
  }

  /** The task after one more event that names it. */
  static Task evolve(Task task, Happened happened) {
    if (!(happened.event() instanceof TaskEvent event)) {
      return task;
    }
    var at = happened.at();
    var position = happened.position();
    return switch (task) {
      case Absent _ -> event instanceof TaskCreated created ? created(created, happened) : task;
      case Live(var content, _) -> event instanceof TaskDeleted || event instanceof TasksDeleted
          ? new Deleted(content.touched(at), at, position)
          : new Live(changed(content, event, at), position);
      case Deleted(var content, var deletedAt, _) -> event instanceof TaskRestored
          || event instanceof TasksRestored
              ? new Live(content.touched(at), position)
              : new Deleted(changed(content, event, at), deletedAt, position);
    };
  }

  private static Live created(TaskCreated event, Happened happened) {
    return new Live(
        new Content(event.owner(), event.taskId(), event.title(), event.description(), event.status(),
            event.priority(), event.dueAt(), event.tagIds(), event.attributes(), happened.at(), happened.at(),
            event.completedAt()),
        happened.position());
  }

  /** The same content when the event changes nothing. A tag that is deleted comes off a deleted task too. */
  private static Content changed(Content content, TaskEvent event, Instant at) {
    return switch (event) {
      case TaskRetitled(_, _, var title) -> content.withTitle(title, at);
      case TaskDescribed(_, _, var description) -> content.withDescription(description, at);
      case TaskPrioritised(_, _, var priority) -> content.withPriority(priority, at);
      case TaskRescheduled(_, _, var dueAt) -> content.withDueAt(dueAt, at);
      case TaskAttributesChanged(_, _, var attributes) -> content.withAttributes(attributes, at);
      case TaskTagged(_, _, var tag) -> content.with(tag, at);
      case TaskUntagged(_, _, var tag) -> content.without(tag, at);
      case TasksUntagged(_, _, var tag) -> content.without(tag, at);
      case TaskStatusChanged(_, _, var status) -> content.with(status, at);
      case TasksStatusChanged(_, _, var status) -> content.with(status, at);
      case TaskCreated _,TaskDeleted _,TasksDeleted _,TaskRestored _,TasksRestored _ -> content;
    };
  }
}
