package tasklog.projection.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.projection.history.TaskVersion.State;
import tasklog.projection.history.TaskVersion.TextsAt;

/** Columns of the table task_version as values. */
final class VersionColumns {

  private VersionColumns() {}

  static TaskVersion version(ResultSet row) throws SQLException {
    return new TaskVersion(
        new TaskId(row.getObject("task_id", UUID.class)),
        new OwnerId(row.getObject("owner_id", UUID.class)),
        row.getLong("position"),
        new TextsAt(row.getLong("title_at"), row.getLong("description_at"), row.getLong("attributes_at")),
        new State(
            status(row),
            Priority.ofRank(row.getInt("priority")),
            time(row, "due_at"),
            tags(row),
            time(row, "completed_at"),
            time(row, "deleted_at")));
  }

  private static Status status(ResultSet row) throws SQLException {
    var status = row.getString("status");
    return Status.of(status).orElseThrow(() -> new SQLException("Unknown status " + status));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static List<TagId> tags(ResultSet row) throws SQLException {
    return Arrays.stream((UUID[]) row.getArray("tag_ids").getArray()).map(TagId::new).toList();
  }
}
