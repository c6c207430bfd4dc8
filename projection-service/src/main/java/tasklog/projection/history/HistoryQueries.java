package tasklog.projection.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.Found;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.web.Page;

/** Reads the history of a task. A page is one statement, so that its rows and its position are of one snapshot. */
@Component
class HistoryQueries {

  private static final String COLUMNS = """
      task_id, position, owner_id, title_at, description_at, attributes_at, status, priority, due_at, tag_ids,
      completed_at, deleted_at""";

  private static final String BEFORE = """
      SELECT %s
        FROM task_version
       WHERE task_id = :id AND position <= :after
       ORDER BY position DESC
       LIMIT 1
      """.formatted(COLUMNS);

  /**
   * Rows are compared, since with task_id = :id the planner may read and sort all versions of a task that has many. It
   * has to know the longest page, or it takes a page for a tenth of all.
   */
  private static final String BEHIND = """
      SELECT *
        FROM (SELECT %s
                FROM task_version
               WHERE (task_id, position) > (:id, :after) AND task_id <= :id
               ORDER BY task_id, position
               LIMIT %d) AS longest
       LIMIT :rows
      """.formatted(COLUMNS, Page.LONGEST + 1);

  /**
   * The versions of a page behind the one before it, each with its event, with what that says when it has set a text,
   * and with the event that had set the text before.
   */
  static final String PAGE = """
      SELECT place.position AS projected, version.*,
             event.event_name, event.version, event.occurred_at, event.recorded_at, event.actor_type, event.actor_id,
             event.correlation_id, event.causation_id,
             CASE WHEN version.position > :after
                   AND version.position IN (version.title_at, version.description_at, version.attributes_at)
                  THEN event.data END AS data,
             replaced.event_name AS replaced_name, replaced.version AS replaced_version,
             replaced.data AS replaced_data
        FROM (SELECT %s AS position) AS place
        LEFT JOIN (
          SELECT page.*,
                 CASE position
                   WHEN title_at THEN lag(title_at) OVER in_order
                   WHEN description_at THEN lag(description_at) OVER in_order
                   WHEN attributes_at THEN lag(attributes_at) OVER in_order
                 END AS replaced_at
            FROM ((%s) UNION ALL (%s)) AS page
          WINDOW in_order AS (ORDER BY position)
        ) AS version ON version.owner_id = :owner
        LEFT JOIN recorded_event AS event ON event.position = version.position
        LEFT JOIN recorded_event AS replaced ON replaced.position = version.replaced_at
       ORDER BY version.position
      """
      .formatted(Snapshot.POSITION, BEFORE, BEHIND);

  /**
   * A page.
   *
   * @param page the oldest first: whoever applies their changes in this order has the task
   * @param next the position of the last entry; null when there is none behind it
   */
  record Entries(List<HistoryEntry> page, @Nullable Long next) {}

  private final JdbcClient jdbc;

  HistoryQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A page of the history; empty when the owner has no such task and never had.
   *
   * @param after the position of the last entry before the page, 0 for the first page
   */
  Found<Optional<Entries>> history(Snapshot snapshot, OwnerId owner, TaskId id, long after, int limit) {
    var rows = new Rows(after, limit);
    snapshot.bind(jdbc.sql(PAGE)).param("owner", owner.value()).param("id", id.value())
        .param("after", after).param("rows", limit + 1)
        .query(rows);
    return rows.found();
  }

  /** Puts the rows of {@link #PAGE} together. */
  private static final class Rows implements RowCallbackHandler {

    private final long after;
    private final int limit;
    private final List<HistoryEntry> entries = new ArrayList<>();
    private long projected;
    private boolean more;
    private @Nullable TaskVersion last;

    Rows(long after, int limit) {
      this.after = after;
      this.limit = limit;
    }

    @Override
    public void processRow(ResultSet row) throws SQLException {
      projected = row.getLong("projected");
      more = entries.size() == limit;
      if (row.getObject("task_id") == null || more) {
        return;
      }
      var version = VersionColumns.version(row);
      if (version.position() > after) {
        entries.add(entry(row, version));
      }
      last = version;
    }

    private HistoryEntry entry(ResultSet row, TaskVersion version) throws SQLException {
      var name = row.getString("event_name");
      var number = row.getInt("version");
      return new HistoryEntry(
          Long.toString(version.position()),
          type(name, number).ceType(number),
          EventColumns.time(row, "occurred_at"),
          EventColumns.time(row, "recorded_at"),
          EventColumns.actor(row),
          row.getString("correlation_id"),
          row.getString("causation_id"),
          Change.between(last == null ? null : last.state(),
              texts(row.getString("replaced_name"), row.getInt("replaced_version"),
                  row.getString("replaced_data")),
              version.state(), texts(name, number, row.getString("data"))));
    }

    private static Texts texts(@Nullable String name, int version, @Nullable String data) {
      return name == null || data == null
          ? Texts.NONE
          : Texts.of(EventJson.read(type(name, version), version, data));
    }

    private static EventType type(String name, int version) {
      return EventType.of(name, version).orElseThrow();
    }

    Found<Optional<Entries>> found() {
      return new Found<>(projected, Optional.ofNullable(last)
          .map(version -> new Entries(entries, more ? version.position() : null)));
    }
  }
}
