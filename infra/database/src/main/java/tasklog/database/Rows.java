package tasklog.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Single statements with text parameters. */
final class Rows {

  private Rows() {}

  static boolean exist(Connection connection, String query, String... parameters) throws SQLException {
    try (var statement = connection.prepareStatement("SELECT EXISTS (" + query + ")")) {
      for (var i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** @throws IllegalStateException unless it was exactly one row */
  static void delete(Connection connection, String delete, String parameter) throws SQLException {
    try (var statement = connection.prepareStatement(delete)) {
      statement.setString(1, parameter);
      if (statement.executeUpdate() != 1) throw new IllegalStateException("Not one row: " + delete);
    }
  }
}
