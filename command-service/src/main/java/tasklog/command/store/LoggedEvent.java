package tasklog.command.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.events.Actor;

/**
 * An event as the log holds it.
 *
 * @param position   place in the log, from 1, dense, in the order of commits
 * @param type       with its namespace: {@code tasklog.TaskCreated}
 * @param occurredAt when it happened; may lie long before {@code recordedAt}
 * @param recordedAt when the log took it; never goes back along positions
 * @param appendId   position of the first event of its append
 * @param appendLast position of the last event of its append
 * @param payload    JSON exactly as it was stored, without the ids of a bulk event
 * @param metadata   by the names of {@link EventMetadata}, without the actor
 * @param taskIds    what a bulk event names, in its order; else empty
 */
public record LoggedEvent(
    long position,
    UUID id,
    String type,
    String version,
    UUID owner,
    Instant occurredAt,
    Instant recordedAt,
    Actor actor,
    long appendId,
    long appendLast,
    String payload,
    Map<String, String> metadata,
    List<UUID> taskIds) {

  static final String COLUMNS = """
      position, id, type, version, owner, occurred_at, recorded_at, actor_type, actor_id, append_id, append_last, \
      payload, metadata, task_ids""";

  /** Reads a row that has {@link #COLUMNS} from number {@code first} on. */
  static LoggedEvent of(ResultSet row, int first) throws SQLException {
    return new LoggedEvent(
        row.getLong(first),
        row.getObject(first + 1, UUID.class),
        row.getString(first + 2),
        row.getString(first + 3),
        row.getObject(first + 4, UUID.class),
        instant(row, first + 5),
        instant(row, first + 6),
        new Actor(row.getString(first + 7), row.getString(first + 8)),
        row.getLong(first + 9),
        row.getLong(first + 10),
        row.getString(first + 11),
        EventMetadata.read(row.getString(first + 12)),
        uuids(row.getArray(first + 13)));
  }

  static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static List<UUID> uuids(java.sql.@Nullable Array ids) throws SQLException {
    return ids == null ? List.of() : List.of((UUID[]) ids.getArray());
  }
}
