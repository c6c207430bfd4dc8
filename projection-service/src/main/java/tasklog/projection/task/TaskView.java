package tasklog.projection.task;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.partitioningBy;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskId;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.BulkFold;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.View;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.task.TaskFold.Change;
import tasklog.projection.task.TaskRow.Texts;

/** Writes the tables of tasks: at most five statements for a batch, however many events and tasks are in it. */
@Component
class TaskView implements View {

  static final String NAME = "task";

  /** By primary key. Long texts are read only where an event has to be compared with them. */
  private static final String ROWS = """
      SELECT task.task_id, task.owner_id, named.texts,
             CASE WHEN named.texts THEN task.title END AS title,
             CASE WHEN named.texts THEN task.description END AS description,
             CASE WHEN named.texts THEN task.attributes::text END AS attributes,
             task.status, task.priority, task.due_at, task.tag_ids, task.created_at, task.updated_at,
             task.completed_at, task.deleted_at, task.version
        FROM unnest(:ids::uuid[], :texts) AS named (task_id, texts)
        JOIN task USING (task_id)
      """;

  /** A task that is there is never created again: the fold has refused it, and the primary key would. */
  private static final String INSERT = """
      INSERT INTO task (task_id, owner_id, title, description, attributes, status, priority, due_at, tag_ids,
                        created_at, updated_at, completed_at, deleted_at, version)
      SELECT folded.task_id, folded.owner_id, folded.title, folded.description, folded.attributes::jsonb,
             folded.status, folded.priority, folded.due_at, folded.tag_ids::uuid[],
             folded.created_at, folded.updated_at, folded.completed_at, folded.deleted_at, folded.version
        FROM unnest(:ids::uuid[], :owners::uuid[], :titles, :descriptions, :attributes, :statuses, :priorities,
                    :due::timestamptz[], :tags, :created::timestamptz[], :updated::timestamptz[],
                    :completed::timestamptz[], :deleted::timestamptz[], :versions)
             AS folded (task_id, owner_id, title, description, attributes, status, priority,
                        due_at, tag_ids, created_at, updated_at,
                        completed_at, deleted_at, version)
      """;

  /** A text that did not change comes as null: what is stored of it is neither read nor written. */
  private static final String UPDATE = """
      UPDATE task
         SET title = coalesce(folded.title, task.title),
             description = coalesce(folded.description, task.description),
             attributes = coalesce(folded.attributes::jsonb, task.attributes),
             status = folded.status,
             priority = folded.priority,
             due_at = folded.due_at,
             tag_ids = folded.tag_ids::uuid[],
             updated_at = folded.updated_at,
             completed_at = folded.completed_at,
             deleted_at = folded.deleted_at,
             version = folded.version
        FROM unnest(:ids::uuid[], :owners::uuid[], :titles, :descriptions, :attributes, :statuses, :priorities,
                    :due::timestamptz[], :tags, :updated::timestamptz[],
                    :completed::timestamptz[], :deleted::timestamptz[], :versions)
             AS folded (task_id, owner_id, title, description, attributes, status, priority,
                        due_at, tag_ids, updated_at,
                        completed_at, deleted_at, version)
       WHERE task.task_id = folded.task_id AND task.owner_id = folded.owner_id
         AND task.version < folded.version
      """;

  private static final String WRITE_TAGS = """
      MERGE INTO task_tag
      USING unnest(:ids::uuid[], :tags::uuid[], :owners::uuid[], :created::timestamptz[], :deleted, :on)
            AS changed (task_id, tag_id, owner_id, task_created_at, task_deleted, is_on)
         ON task_tag.task_id = changed.task_id AND task_tag.tag_id = changed.tag_id
       WHEN MATCHED AND NOT changed.is_on THEN
            DELETE
       WHEN MATCHED THEN
            UPDATE SET task_deleted = changed.task_deleted
       WHEN NOT MATCHED AND changed.is_on THEN
            INSERT (task_id, tag_id, owner_id, task_created_at, task_deleted)
            VALUES (changed.task_id, changed.tag_id, changed.owner_id, changed.task_created_at, changed.task_deleted)
      """;

  private static final String WRITE_TEXTS = """
      INSERT INTO task_text (owner_id, task_id, rules, words)
      SELECT retold.owner_id, retold.task_id, :rules, retold.words::tsvector
        FROM unnest(:owners::uuid[], :ids::uuid[], :words) AS retold (owner_id, task_id, words)
          ON CONFLICT (owner_id, task_id) DO UPDATE SET rules = excluded.rules, words = excluded.words
      """;

  private final JdbcClient jdbc;

  TaskView(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tables() {
    return List.of("task", "task_tag", "task_text");
  }

  @Override
  public Set<EventType> wants() {
    var wanted = EnumSet.allOf(EventType.class);
    wanted.removeIf(type -> !TaskEvent.class.isAssignableFrom(type.eventClass()));
    return wanted;
  }

  @Override
  public void apply(List<FeedEvent> events) {
    var named = TaskFold.named(events);
    if (named.isEmpty()) {
      return;
    }
    var changes = TaskFold.fold(rows(named), events);
    var isNew = changes.stream().collect(partitioningBy(change -> change.before() == null));
    write(INSERT, isNew.getOrDefault(true, List.of()));
    write(UPDATE, isNew.getOrDefault(false, List.of()));
    writeRelated(changes);
  }

  @Override
  public Optional<BulkFold> bulk(Copy copy, boolean complete) {
    return Optional.of(new TaskBulk(this, copy, complete));
  }

  /** Writes tasks that are there. */
  void update(List<Change> changes) {
    write(UPDATE, changes);
    writeRelated(changes);
  }

  private void writeRelated(List<Change> changes) {
    writeTags(TaskTags.changed(changes));
    writeTexts(changes.stream().filter(Change::isRetold).map(Change::after).toList());
  }

  /** Those that are there. @param named each with whether its texts have to be known */
  Map<TaskId, TaskRow> rows(Map<TaskId, Boolean> named) {
    var texts = new boolean[named.size()];
    var index = 0;
    for (var wanted : named.values()) {
      texts[index++] = wanted;
    }
    var rows = new HashMap<TaskId, TaskRow>();
    jdbc.sql(ROWS)
        .param("ids", named.keySet().stream().map(TaskId::toString).toArray(String[]::new))
        .param("texts", texts)
        .query((row, _) -> TaskColumns.row(row))
        .list()
        .forEach(row -> rows.put(row.id(), row));
    return rows;
  }

  private void write(String sql, List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var written = jdbc.sql(sql)
        .param("ids", texts(changes, change -> change.after().id()))
        .param("owners", texts(changes, change -> change.after().owner()))
        .param("titles", texts(changes, change -> change.changed(Texts::title)))
        .param("descriptions", texts(changes, change -> change.changed(Texts::description)))
        .param("attributes", texts(changes, change -> change.changed(texts -> texts.attributes().json())))
        .param("statuses", texts(changes, change -> change.after().status().wire()))
        .param("priorities", changes.stream().mapToInt(change -> change.after().priority().rank()).toArray())
        .param("due", texts(changes, change -> change.after().dueAt()))
        .param("tags", texts(changes, change -> array(change.after().tagIds())))
        .param("created", texts(changes, change -> change.after().createdAt()))
        .param("updated", texts(changes, change -> change.after().updatedAt()))
        .param("completed", texts(changes, change -> change.after().completedAt()))
        .param("deleted", texts(changes, change -> change.after().deletedAt()))
        .param("versions", changes.stream().mapToLong(change -> change.after().version()).toArray())
        .update();
    check(written, changes);
  }

  private void writeTags(List<TaskTags.Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var written = jdbc.sql(WRITE_TAGS)
        .param("ids", texts(rows, row -> row.task().id()))
        .param("tags", texts(rows, TaskTags.Row::tag))
        .param("owners", texts(rows, row -> row.task().owner()))
        .param("created", texts(rows, row -> row.task().createdAt()))
        .param("deleted", rows.stream().map(row -> TaskTags.isDeleted(row.task())).toArray(Boolean[]::new))
        .param("on", rows.stream().map(TaskTags.Row::on).toArray(Boolean[]::new))
        .update();
    check(written, rows);
  }

  private void writeTexts(List<TaskRow> rows) {
    if (rows.isEmpty()) {
      return;
    }
    var written = jdbc.sql(WRITE_TEXTS)
        .param("ids", texts(rows, TaskRow::id))
        .param("owners", texts(rows, TaskRow::owner))
        .param("rules", Words.RULES)
        .param("words", texts(rows, row -> Search.vector(row.owner(), requireNonNull(row.texts()))))
        .update();
    check(written, rows);
  }

  private static void check(int written, List<?> changes) {
    if (written != changes.size()) {
      throw new IllegalStateException(written + " rows written, not " + changes.size());
    }
  }

  /** As PostgreSQL reads each type; times say that they are UTC, so no session's zone matters. */
  private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable Object> column) {
    var texts = new @Nullable String[rows.size()];
    for (var index = 0; index < texts.length; index++) {
      var value = column.apply(rows.get(index));
      texts[index] = value == null ? null : value.toString();
    }
    return texts;
  }

  private static String array(List<TagId> tags) {
    return tags.stream().map(TagId::toString).collect(joining(",", "{", "}"));
  }
}
