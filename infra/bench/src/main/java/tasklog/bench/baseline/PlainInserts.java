package tasklog.bench.baseline;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tasklog.bench.load.Call;
import tasklog.bench.load.Load;
import tasklog.bench.load.Measured;
import tasklog.bench.server.Database;

/** What everything is compared with: one row, one commit, each caller on a connection of its own. */
public final class PlainInserts implements AutoCloseable {

  static final String INSERT = "INSERT INTO plain_insert (id, owner, type, payload) VALUES (?, ?, ?, ?)";

  private static final String TABLE = """
      CREATE TABLE plain_insert (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL, owner uuid NOT NULL, type text NOT NULL, payload text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now())""";

  private final Database database;
  private final List<Connection> connections = new ArrayList<>();

  public PlainInserts(Database database, int callers) {
    this.database = database;
    database.execute(TABLE);
    try {
      while (connections.size() < callers) {
        connections.add(database.dataSource().getConnection());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every round begins with an empty table. */
  public void clear() {
    database.execute("TRUNCATE plain_insert");
  }

  /** @param payload as long as that of the events with which these rows are compared */
  public Measured run(double seconds, String payload) throws InterruptedException {
    return Load.ofPlatformThreads(connections.size(), seconds).run(caller -> inserting(caller, payload));
  }

  private Call inserting(int caller, String payload) {
    try {
      var statement = connections.get(caller).prepareStatement(INSERT);
      var owner = UUID.randomUUID();
      return () -> {
        statement.setObject(1, UUID.randomUUID());
        statement.setObject(2, owner);
        statement.setString(3, "tasklog.TaskCreated");
        statement.setString(4, payload);
        statement.executeUpdate();
      };
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (var connection : connections) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
