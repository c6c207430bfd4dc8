package tasklog.projection.task;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TaskEvent.OfOne;
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
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.task.TaskRow.Texts;

/** What events make of rows: pure, and the same however the events are cut into batches. */
final class TaskFold {

  /**
   * What a batch has made of one task.
   *
   * @param before null when the batch has created it
   */
  record Change(@Nullable TaskRow before, TaskRow after) {

    /** Whether a text that tasks are searched by is another than before. */
    boolean isRetold() {
      return changed(Texts::title) != null || changed(Texts::description) != null;
    }

    /** One of the texts; null when it is as before. */
    <T> @Nullable T changed(Function<Texts, T> text) {
      var now = after.texts() == null ? null : text.apply(after.texts());
      var then = before == null || before.texts() == null ? null : text.apply(before.texts());
      return Objects.equals(now, then) ? null : now;
    }
  }

  private TaskFold() {}

  /** The tasks that the events name, each with whether its texts have to be known. */
  static Map<TaskId, Boolean> named(Collection<FeedEvent> events) {
    var named = new LinkedHashMap<TaskId, Boolean>();
    for (var event : events) {
      if (event.event() instanceof TaskEvent ofTask) {
        var texts = ofTask instanceof TaskRetitled || ofTask instanceof TaskDescribed
            || ofTask instanceof TaskAttributesChanged;
        ids(ofTask).forEach(id -> named.merge(id, texts, Boolean::logicalOr));
      }
    }
    return named;
  }

  /**
   * Folds events into the rows that they name. What a row has seen already is passed over.
   *
   * @param rows   those of {@link #named} that are there
   * @param events in order for each owner
   * @throws IllegalStateException when an event cannot have followed what the rows say
   */
  static List<Change> fold(Map<TaskId, TaskRow> rows, Collection<FeedEvent> events) {
    var folded = new LinkedHashMap<TaskId, TaskRow>();
    for (var event : events) {
      if (event.event() instanceof TaskEvent ofTask) {
        for (var id : ids(ofTask)) {
          var row = folded.getOrDefault(id, rows.get(id));
          if (row == null || row.version() < event.position()) {
            folded.put(id, next(row, ofTask, event));
          }
        }
      }
    }
    var changes = new ArrayList<Change>(folded.size());
    folded.forEach((id, after) -> changes.add(new Change(rows.get(id), after)));
    return changes;
  }

  private static Collection<TaskId> ids(TaskEvent event) {
    return switch (event) {
      case OfOne one -> List.of(one.taskId());
      case OfMany many -> many.taskIds();
    };
  }

  private static TaskRow next(@Nullable TaskRow row, TaskEvent event, FeedEvent fed) {
    var at = fed.recorded().occurredAt();
    if (event instanceof TaskCreated created) {
      if (row != null) {
        throw contradiction(fed, "creates a task that is there");
      }
      return created(created, at, fed.position());
    }
    if (row == null || !row.owner().equals(event.owner())) {
      throw contradiction(fed, "changes a task that its owner does not have");
    }
    var changed = evolve(row, event, at);
    return changed.equals(row) ? row.at(row.updatedAt(), fed.position()) : changed.at(at, fed.position());
  }

  private static TaskRow created(TaskCreated event, Instant at, long position) {
    return new TaskRow(event.taskId(), event.owner(),
        new Texts(event.title(), event.description(), event.attributes()), event.status(), event.priority(),
        event.dueAt(), event.tagIds(), at, at, event.completedAt(), null, position);
  }

  /** The same row when the event changes nothing. */
  private static TaskRow evolve(TaskRow row, TaskEvent event, Instant at) {
    return switch (event) {
      case TaskRetitled(_, _, var title) -> retold(row, title, null, null);
      case TaskDescribed(_, _, var description) -> retold(row, null, description, null);
      case TaskAttributesChanged(_, _, var attributes) -> retold(row, null, null, attributes);
      case TaskPrioritised(_, _, var priority) -> row.with(priority);
      case TaskRescheduled(_, _, var dueAt) -> row.withDueAt(dueAt);
      case TaskTagged(_, _, var tag) -> tagged(row, tag);
      case TaskUntagged(_, _, var tag) -> untagged(row, tag);
      case TasksUntagged(_, _, var tag) -> untagged(row, tag);
      case TaskStatusChanged(_, _, var status) -> row.with(status, at);
      case TasksStatusChanged(_, _, var status) -> row.with(status, at);
      case TaskDeleted _,TasksDeleted _ -> row.deletedAt() == null ? row.withDeletedAt(at) : row;
      case TaskRestored _,TasksRestored _ -> row.withDeletedAt(null);
      case TaskCreated _ -> row;
    };
  }

  private static TaskRow retold(
      TaskRow row,
      @Nullable String title,
      @Nullable String description,
      @Nullable Attributes attributes) {
    var texts = requireNonNull(row.texts(), "The texts were not read");
    return row.with(new Texts(
        requireNonNullElse(title, texts.title()),
        requireNonNullElse(description, texts.description()),
        requireNonNullElse(attributes, texts.attributes())));
  }

  private static TaskRow tagged(TaskRow row, TagId tag) {
    if (row.tagIds().contains(tag)) {
      return row;
    }
    var tags = new ArrayList<>(row.tagIds());
    tags.add(tag);
    return row.with(tags);
  }

  private static TaskRow untagged(TaskRow row, TagId tag) {
    return row.with(row.tagIds().stream().filter(other -> !other.equals(tag)).toList());
  }

  private static IllegalStateException contradiction(FeedEvent event, String how) {
    return new IllegalStateException("Position " + event.position() + " " + how);
  }
}
