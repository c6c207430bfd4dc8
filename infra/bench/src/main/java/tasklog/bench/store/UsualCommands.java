package tasklog.bench.store;

import com.github.f4b6a3.uuid.UuidCreator;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.postgresql.PGStatement;
import tasklog.bench.load.Call;
import tasklog.bench.server.Database;
import tasklog.events.TaskEvent;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;

/**
 * The field's usual way: each caller has a connection of its own, and each command a transaction of its own, which
 * reads what happened to the task and appends one event on condition. Tables, checks and lock are those of the service.
 */
final class UsualCommands implements AutoCloseable {

  private static final String KINDS = """
      (SELECT array_agg(id ORDER BY name = 'account') FROM tag_kind WHERE name IN ('task', 'account'))""";

  private static final String SOURCE = """
      SELECT head, position, type, payload
        FROM source_events('{0, 0}', %s, ARRAY[?, ?]::uuid[], '{NULL, NULL}', '{NULL, NULL}', 9223372036854775807,
                           (SELECT id FROM tag_kind WHERE name = 'task'))"""
      .formatted(KINDS);

  private static final String APPEND = """
      SELECT cardinality(rejected)
        FROM append_events('{0, 0}', ARRAY[?, ?]::bigint[], %s, ARRAY[?, ?]::uuid[], '{NULL, NULL}', '{NULL, NULL}',
                           '{0}', '{0}', '{1}', ARRAY[?]::uuid[], ARRAY[?], '{1}', ARRAY[?]::uuid[], ARRAY[now()],
                           '{user}', ARRAY[?], ARRAY[?], '{{}}', '{NULL}',
                           '{1}', (%1$s)[1:1], ARRAY[?]::uuid[],
                           ARRAY[(SELECT id FROM event_type WHERE name = ?)],
                           '{}', '{}', '{}', '{}', '{}', '{}', '{}')"""
      .replace("'{{}}'", "ARRAY['{}']").formatted(KINDS);

  private final Database database;
  private final Deque<Connection> connections = new ArrayDeque<>();

  UsualCommands(Database database) {
    this.database = database;
  }

  /** What a caller decides anew for each command. */
  interface Next {
    TaskEvent.OfOne event();
  }

  synchronized Call caller(Next next) {
    try {
      var connection = database.dataSource().getConnection();
      connections.push(connection);
      connection.setAutoCommit(false);
      var source = prepare(connection, SOURCE);
      var append = prepare(connection, APPEND);
      return () -> {
        var event = next.event();
        while (!tryOnce(source, append, event)) {
          connection.rollback();
        }
        connection.commit();
      };
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean tryOnce(PreparedStatement source, PreparedStatement append,
      TaskEvent.OfOne event) throws SQLException {
    long head = 0;
    source.setObject(1, event.taskId().value());
    source.setObject(2, event.owner().value());
    try (var row = source.executeQuery()) {
      while (row.next()) {
        head = row.getLong(1);
      }
    }
    var type = EventType.NAMESPACE + "." + EventType.of(event).eventName();
    Object[] values = {head, head, event.taskId().value(), event.owner().value(),
        UuidCreator.getTimeOrderedEpoch(), type, event.owner().value(), event.owner().toString(),
        EventJson.store(event).payload(), event.taskId().value(), type};
    for (int i = 0; i < values.length; i++) {
      append.setObject(i + 1, values[i]);
    }
    try (var row = append.executeQuery()) {
      row.next();
      return row.getInt(1) == 0;
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
    return statement;
  }

  /** Its callers call no more. */
  @Override
  public synchronized void close() {
    try {
      while (!connections.isEmpty()) {
        connections.pop().close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
