package tasklog.chaos.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What is there in the end, read without the code that is tested.
 *
 * @param rows     in the order of their positions
 * @param requests by attempt, the position that its key leads to
 */
record StoredLog(List<Row> rows, Map<Integer, Long> requests) {

  private static final String ROWS = """
      SELECT position, append_id, append_last, id, recorded_at, payload FROM event ORDER BY position""";
  private static final String REQUESTS = """
      SELECT key, position FROM request""";

  record Row(long position, long appendId, long appendLast, UUID id, Instant recordedAt, Noted noted) {}

  static StoredLog of(DataSource database) throws SQLException {
    try (var connection = database.getConnection()) {
      return new StoredLog(rows(connection), requests(connection));
    }
  }

  private static List<Row> rows(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(ROWS)) {
      var rows = new ArrayList<Row>();
      while (row.next()) {
        rows.add(new Row(row.getLong("position"), row.getLong("append_id"), row.getLong("append_last"),
            row.getObject("id", UUID.class), row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
            Noted.parse(row.getString("payload"))));
      }
      return rows;
    }
  }

  private static Map<Integer, Long> requests(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(REQUESTS)) {
      var requests = new HashMap<Integer, Long>();
      while (row.next()) {
        requests.put(Integer.parseInt(row.getString("key")), row.getLong("position"));
      }
      return requests;
    }
  }
}
