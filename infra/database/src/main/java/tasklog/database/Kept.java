package tasklog.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Tables that have rows, and have to have them at the end of the transaction too. */
final class Kept {

  private static final String THERE = "SELECT WHERE to_regclass(?) IS NOT NULL";
  private static final String DELETED = "SELECT WHERE pg_stat_get_xact_tuples_deleted(?::regclass) > 0";

  private final Connection connection;
  private final List<String> tables = new ArrayList<>();

  /** @param candidates those of them count that have rows now */
  Kept(Connection connection, List<String> candidates) throws SQLException {
    this.connection = connection;
    for (var table : candidates) {
      if (hasRows(table)) tables.add(table);
    }
  }

  private boolean hasRows(String table) throws SQLException {
    return Rows.exist(connection, THERE, table)
        && Rows.exist(connection,
            "SELECT FROM " + connection.createStatement().enquoteIdentifier(table, false));
  }

  /** @throws MigrationRefused when the migration has taken one of them away, or rows from one */
  void check(Migration migration) throws SQLException {
    for (var table : tables) {
      if (!hasRows(table) || Rows.exist(connection, DELETED, table))
        throw new MigrationRefused("The way back of " + migration + " would remove what is in " + table
            + ", which nothing can make again; nothing was changed");
    }
  }
}
