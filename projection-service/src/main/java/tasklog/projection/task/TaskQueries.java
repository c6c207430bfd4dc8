package tasklog.projection.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.projection.feed.Found;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.task.TaskCounts.ByTag;
import tasklog.web.TaskResource;

/** Reads the tables of tasks. An answer is one statement, so that its rows and its position are of one snapshot. */
@Component
class TaskQueries {

  static final String COLUMNS = "task_id, owner_id, title, description, status, priority, due_at, tag_ids,"
      + " attributes, created_at, updated_at, completed_at, deleted_at, version";

  private static final String ONE = """
      SELECT place.position, %s
        FROM (SELECT %s AS position) AS place
        LEFT JOIN task ON task_id = :id AND owner_id = :owner
      """.formatted(COLUMNS, Snapshot.POSITION);

  /**
   * One row for each status, priority and tag, one for all that is overdue and one for all that is deleted. Each kind is
   * counted in an index that has all it takes: an owner's tasks lie on nearly as many pages as they are. Reads the tag view
   * too.
   */
  private static final String COUNTS = """
      SELECT place.position, counted.kind, counted.status, counted.priority, counted.tag_id, counted.name,
             counted.tasks
        FROM (SELECT %s AS position) AS place
        CROSS JOIN (
          SELECT 'status' AS kind, status, NULL::smallint AS priority, NULL::uuid AS tag_id, NULL AS name,
                 NULL AS name_key, count(*) AS tasks
            FROM task
           WHERE owner_id = :owner AND deleted_at IS NULL
           GROUP BY status
          UNION ALL
          SELECT 'priority', NULL, priority, NULL, NULL, NULL, count(*)
            FROM task
           WHERE owner_id = :owner AND deleted_at IS NULL
           GROUP BY priority
          UNION ALL
          SELECT 'tag', NULL, NULL, tag.tag_id, tag.name, tag.name_key, coalesce(tagged.tasks, 0)
            FROM tag
            LEFT JOIN (SELECT tag_id, count(*) AS tasks
                         FROM task_tag
                        WHERE owner_id = :owner AND NOT task_deleted
                        GROUP BY tag_id) AS tagged ON tagged.tag_id = tag.tag_id
           WHERE tag.owner_id = :owner
          UNION ALL
          SELECT 'overdue', NULL, NULL, NULL, NULL, NULL, count(*)
            FROM task
           WHERE owner_id = :owner AND deleted_at IS NULL AND status IN ('pending', 'in_progress')
             AND due_at < :now
          UNION ALL
          SELECT 'deleted', NULL, NULL, NULL, NULL, NULL, count(*)
            FROM task
           WHERE owner_id = :owner AND deleted_at IS NOT NULL
        ) AS counted
       ORDER BY counted.tasks DESC, counted.name_key
      """.formatted(Snapshot.LEAST_POSITION);

  /**
   * A page, and whether there is one behind it.
   *
   * @param total null unless it was asked for
   */
  record Tasks(List<TaskResource> page, boolean more, @Nullable Long total) {}

  private final JdbcClient jdbc;

  TaskQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Found<Optional<TaskResource>> one(Snapshot snapshot, OwnerId owner, TaskId id) {
    return snapshot.bind(jdbc.sql(ONE)).param("owner", owner.value()).param("id", id.value())
        .query((row, _) -> new Found<>(row.getLong("position"), resource(row)))
        .single();
  }

  Found<Tasks> list(Snapshot snapshot, TaskListQuery query) {
    var rows = bind(jdbc.sql(sql(query)), snapshot, query)
        .query(
            (row, _) -> new Row(row.getLong("position"), row.getObject("total", Long.class), resource(row)))
        .list();
    var tasks = rows.stream().flatMap(row -> row.task().stream()).sorted(query.order().ofTasks()).toList();
    var more = tasks.size() > query.limit();
    return new Found<>(rows.getFirst().position(),
        new Tasks(more ? tasks.subList(0, query.limit()) : tasks, more, rows.getFirst().total()));
  }

  /** All of it is constant: what a client has sent is bound. */
  static String sql(TaskListQuery query) {
    if (query.filter().search().isConditional()) {
      return SearchedTaskList.sql(query);
    }
    return query.filter().tags().isConditional() ? TaggedTaskList.sql(query) : TaskList.sql(query);
  }

  static StatementSpec bind(StatementSpec statement, Snapshot snapshot, TaskListQuery query) {
    var after = query.after();
    if (after != null) {
      statement.param("rank", after.priority().rank()).param("id", after.id().value())
          .param("time", after.time() == null ? null : after.time().atOffset(ZoneOffset.UTC));
    }
    return query.filter().bind(snapshot.bind(statement), query.owner(), query.now())
        .param("owner", query.owner().value())
        .param("rows", query.limit() + 1);
  }

  /** @param snapshot of the views of tasks and of tags */
  Found<TaskCounts> counts(Snapshot snapshot, OwnerId owner, Instant now) {
    var counted = new Counted();
    snapshot.bind(jdbc.sql(COUNTS)).param("owner", owner.value()).param("now", now.atOffset(ZoneOffset.UTC))
        .query(counted);
    return counted.found();
  }

  private static Optional<TaskResource> resource(ResultSet row) throws SQLException {
    return row.getObject("task_id") == null ? Optional.empty() : Optional.of(TaskColumns.resource(row));
  }

  private record Row(long position, @Nullable Long total, Optional<TaskResource> task) {}

  /** Puts the rows of {@link #COUNTS} together. */
  private static final class Counted implements RowCallbackHandler {

    private final Map<String, Long> byStatus = zeros(Arrays.stream(Status.values()).map(Status::wire));
    private final Map<String, Long> byPriority = zeros(Arrays.stream(Priority.values()).map(Priority::wire));
    private final List<ByTag> byTag = new ArrayList<>();
    private long position;
    private long overdue;
    private long deleted;

    @Override
    public void processRow(ResultSet row) throws SQLException {
      var tasks = row.getLong("tasks");
      position = row.getLong("position");
      switch (row.getString("kind")) {
        case "status" -> byStatus.put(row.getString("status"), tasks);
        case "priority" -> byPriority.put(Priority.ofRank(row.getInt("priority")).wire(), tasks);
        case "tag" -> byTag.add(new ByTag(new TagId(row.getObject("tag_id", UUID.class)),
            row.getString("name"), tasks));
        case "overdue" -> overdue = tasks;
        default -> deleted = tasks;
      }
    }

    Found<TaskCounts> found() {
      var total = byStatus.values().stream().mapToLong(Long::longValue).sum();
      return new Found<>(position, new TaskCounts(total, byStatus, byPriority, overdue, deleted, byTag));
    }

    private static Map<String, Long> zeros(Stream<String> keys) {
      var zeros = new LinkedHashMap<String, Long>();
      keys.forEach(key -> zeros.put(key, 0L));
      return zeros;
    }
  }
}
