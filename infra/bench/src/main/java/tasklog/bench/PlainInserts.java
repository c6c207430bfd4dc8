package tasklog.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** What everything is compared with: one row, one commit, each caller on a connection of its own. */
final class PlainInserts {

  private static final String TABLE = """
      CREATE TABLE IF NOT EXISTS plain_insert (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL, owner uuid NOT NULL, type text NOT NULL, payload text NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now())""";

  private static final String INSERT = "INSERT INTO plain_insert (id, owner, type, payload) VALUES (?, ?, ?, ?)";

  private final DataSource database;
  private final String payload;

  PlainInserts(DataSource database, String payload) throws SQLException {
    this.database = database;
    this.payload = payload;
    try (var connection = database.getConnection(); var statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
  }

  /** The connections end with the process: a caller runs many times. */
  Callable<?> caller() {
    try {
      Connection connection = database.getConnection();
      var statement = connection.prepareStatement(INSERT);
      var owner = UUID.randomUUID();
      return () -> {
        statement.setObject(1, UUID.randomUUID());
        statement.setObject(2, owner);
        statement.setString(3, "tasklog.TaskCreated");
        statement.setString(4, payload);
        return statement.executeUpdate();
      };
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
