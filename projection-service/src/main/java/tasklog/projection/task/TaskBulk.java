package tasklog.projection.task;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.projection.feed.BulkFold;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.feed.copy.CopyRows;
import tasklog.projection.task.TaskFold.Change;

/** Tasks and their tags, kept in memory for as long as there is room, then written in the order of their creation. */
final class TaskBulk implements BulkFold {

  /** In memory, without its texts. */
  private static final int BYTES_OF_ROW = 600;
  private static final int MOST_CHANGES = 20_000;

  private final TaskView view;
  private final Copy copy;
  private final CopyRows tasks = new CopyRows("task",
      "task_id, owner_id, title, description, attributes, status, priority, due_at, tag_ids,"
          + " created_at, updated_at, completed_at, deleted_at, version");
  private final CopyRows tags = new CopyRows("task_tag",
      "task_id, tag_id, owner_id, task_created_at, task_deleted");
  private final CopyRows texts = new CopyRows("task_text", "owner_id, task_id, rules, words");
  private final Map<TaskId, TaskRow> rows = new LinkedHashMap<>();
  /** Those of them that are in the table, as they are there. */
  private final Map<TaskId, TaskRow> stored = new HashMap<>();
  private boolean complete;
  private long bytes;

  TaskBulk(TaskView view, Copy copy, boolean complete) {
    this.view = view;
    this.copy = copy;
    this.complete = complete;
  }

  @Override
  public void apply(List<FeedEvent> events) {
    if (!complete) {
      lookUp(events);
    }
    for (var change : TaskFold.fold(rows, events)) {
      bytes += bytes(change.after()) - (change.before() == null ? 0 : bytes(change.before()));
      rows.put(change.after().id(), change.after());
    }
  }

  private void lookUp(List<FeedEvent> events) {
    var unknown = new HashMap<TaskId, Boolean>();
    TaskFold.named(events).keySet().stream().filter(id -> !rows.containsKey(id))
        .forEach(id -> unknown.put(id, true));
    view.rows(unknown).forEach((id, row) -> {
      bytes += 2L * bytes(row);
      rows.put(id, row);
      stored.put(id, row);
    });
  }

  @Override
  public void write() {
    var changes = new ArrayList<Change>();
    for (var row : rows.values()) {
      var before = stored.get(row.id());
      if (before == null) {
        add(row);
      } else if (before.version() < row.version()) {
        changes.add(new Change(before, row));
      }
    }
    copy.in(tasks);
    copy.in(tags);
    copy.in(texts);
    for (var from = 0; from < changes.size(); from += MOST_CHANGES) {
      view.update(changes.subList(from, Math.min(changes.size(), from + MOST_CHANGES)));
    }
    rows.clear();
    stored.clear();
    bytes = 0;
    complete = false;
  }

  private void add(TaskRow row) {
    var told = requireNonNull(row.texts(), "The texts were not read");
    tasks.row().uuid(row.id().value()).uuid(row.owner().value())
        .text(told.title()).text(told.description()).json(told.attributes().json())
        .text(row.status().wire()).small(row.priority().rank()).time(row.dueAt())
        .uuids(row.tagIds(), TagId::value)
        .time(row.createdAt()).time(row.updatedAt()).time(row.completedAt()).time(row.deletedAt())
        .number(row.version());
    addTags(row, row.tagIds().size() < 2 ? row.tagIds() : new LinkedHashSet<>(row.tagIds()));
    texts.row().uuid(row.owner().value()).uuid(row.id().value()).small(Words.RULES)
        .words(Search.keyed(row.owner(), told));
    List.of(tasks, tags, texts).forEach(copy::inWhenMany);
  }

  private void addTags(TaskRow row, Collection<TagId> distinct) {
    for (var tag : distinct) {
      tags.row().uuid(row.id().value()).uuid(tag.value()).uuid(row.owner().value()).time(row.createdAt())
          .flag(TaskTags.isDeleted(row));
    }
  }

  @Override
  public long bytes() {
    return bytes;
  }

  private static int bytes(TaskRow row) {
    var texts = requireNonNull(row.texts(), "The texts were not read");
    return BYTES_OF_ROW + texts.title().length() + texts.description().length()
        + texts.attributes().json().length();
  }
}
