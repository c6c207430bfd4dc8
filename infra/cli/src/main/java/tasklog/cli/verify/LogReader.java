package tasklog.cli.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The log, by its table. Rows are only ever added to it and never at a lower position, so that what was read up to a
 * position stays true however long it takes.
 */
final class LogReader {

  private static final int PAGE = 500;

  private static final String INCARNATION = "SELECT incarnation FROM log";

  private static final String HEAD = "SELECT coalesce(max(position), 0) FROM event";

  private static final String OWNERS = """
      SELECT owner, max(position) AS last,
             sum(octet_length(payload) + 512 * (1 + coalesce(cardinality(task_ids), 0)))::bigint AS size
        FROM event
       WHERE position <= ? AND owner BETWEEN ? AND ?
       GROUP BY owner
       ORDER BY owner
      """;

  private static final String EVENTS = """
      SELECT position, id, type, version, owner, occurred_at, recorded_at, actor_type, actor_id,
             append_id, append_last, payload, metadata, task_ids
        FROM event
       WHERE position <= ? AND owner BETWEEN ? AND ?
       ORDER BY position
      """;

  interface Sink<T> {
    void take(T value) throws SQLException;
  }

  /**
   * @param last position of his last event
   * @param size about what folding his events takes, in bytes
   */
  record Owner(UUID id, long last, long size) {}

  private final Connection connection;

  /** @param connection without auto-commit, of which results are read in pages */
  LogReader(Connection connection) {
    this.connection = connection;
  }

  /** Empty when this is no log. */
  UUID incarnation() throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(INCARNATION)) {
      row.next();
      return row.getObject(1, UUID.class);
    }
  }

  long head() throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(HEAD)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** In their order. */
  void owners(OwnerRange range, long upTo, Sink<Owner> sink) throws SQLException {
    read(OWNERS, range, upTo,
        row -> sink.take(new Owner(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3))));
  }

  /** In the order of positions. */
  void events(OwnerRange range, long upTo, Sink<LoggedEvent> sink) throws SQLException {
    read(EVENTS, range, upTo, row -> sink.take(event(row)));
  }

  private void read(String sql, OwnerRange range, long upTo, Sink<ResultSet> sink) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(PAGE);
      statement.setLong(1, upTo);
      statement.setObject(2, range.first());
      statement.setObject(3, range.last());
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          sink.take(rows);
        }
      }
    }
  }

  private static LoggedEvent event(ResultSet row) throws SQLException {
    return new LoggedEvent(
        row.getLong("position"),
        row.getObject("id", UUID.class),
        row.getString("type"),
        row.getString("version"),
        row.getObject("owner", UUID.class),
        instant(row, "occurred_at"),
        instant(row, "recorded_at"),
        row.getString("actor_type"),
        row.getString("actor_id"),
        row.getLong("append_id"),
        row.getLong("append_last"),
        row.getString("payload"),
        row.getString("metadata"),
        uuids(row));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  private static @Nullable List<UUID> uuids(ResultSet row) throws SQLException {
    var ids = row.getArray("task_ids");
    return ids == null ? null : List.of((UUID[]) ids.getArray());
  }
}
