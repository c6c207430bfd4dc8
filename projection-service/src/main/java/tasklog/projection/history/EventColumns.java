package tasklog.projection.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.wire.RecordedEvent;

/** Columns of the table recorded_event as values. */
final class EventColumns {

  static final String ALL = """
      position, owner_id, event_id, event_name, version, subject_id, occurred_at, recorded_at, actor_type, actor_id,
      correlation_id, causation_id, traceparent, commit, previous, data""";

  private EventColumns() {}

  static RecordedEvent event(ResultSet row) throws SQLException {
    return new RecordedEvent(
        row.getLong("position"),
        row.getObject("event_id", UUID.class),
        row.getString("event_name"),
        row.getInt("version"),
        new OwnerId(row.getObject("owner_id", UUID.class)),
        time(row, "occurred_at"),
        time(row, "recorded_at"),
        actor(row),
        row.getObject("subject_id", UUID.class),
        row.getLong("commit"),
        row.getString("correlation_id"),
        row.getString("causation_id"),
        row.getString("traceparent"),
        row.getString("data"));
  }

  static Actor actor(ResultSet row) throws SQLException {
    return new Actor(row.getString("actor_type"), row.getString("actor_id"));
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
