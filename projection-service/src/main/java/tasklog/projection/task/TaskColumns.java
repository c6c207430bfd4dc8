package tasklog.projection.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.projection.task.TaskRow.Texts;
import tasklog.web.TaskResource;

/** Columns of the table task as values. */
final class TaskColumns {

  private TaskColumns() {}

  /** Its texts are there only when the column {@code texts} says so. */
  static TaskRow row(ResultSet row) throws SQLException {
    return new TaskRow(
        new TaskId(row.getObject("task_id", UUID.class)),
        new OwnerId(row.getObject("owner_id", UUID.class)),
        row.getBoolean("texts") ? texts(row) : null,
        status(row),
        Priority.ofRank(row.getInt("priority")),
        time(row, "due_at"),
        tags(row),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        time(row, "completed_at"),
        time(row, "deleted_at"),
        row.getLong("version"));
  }

  static TaskResource resource(ResultSet row) throws SQLException {
    var texts = texts(row);
    return new TaskResource(
        new TaskId(row.getObject("task_id", UUID.class)),
        new OwnerId(row.getObject("owner_id", UUID.class)),
        texts.title(),
        texts.description(),
        status(row),
        Priority.ofRank(row.getInt("priority")),
        time(row, "due_at"),
        tags(row),
        texts.attributes(),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(),
        time(row, "completed_at"),
        time(row, "deleted_at"),
        row.getString("version"));
  }

  private static Texts texts(ResultSet row) throws SQLException {
    return new Texts(row.getString("title"), row.getString("description"),
        Attributes.parse(row.getString("attributes")));
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
