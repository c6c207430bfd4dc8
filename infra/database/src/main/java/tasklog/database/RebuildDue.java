package tasklog.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a migration has left to the next rebuild of a view: until then its rows are as an older release has made them, and
 * are read as ever.
 *
 * @param version of the migration
 * @param because what that means for who reads them
 */
public record RebuildDue(String view, String version, String because) {

  private static final String THERE = "SELECT WHERE to_regclass('rebuild_due') IS NOT NULL";

  private static final String ALL = "SELECT view, version, because FROM rebuild_due ORDER BY view, version";

  /** Of the connection's current schema; none where no migration has ever left anything. */
  public static List<RebuildDue> in(Connection connection) throws SQLException {
    var due = new ArrayList<RebuildDue>();
    if (!Rows.exist(connection, THERE)) return due;
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(ALL)) {
      while (rows.next()) {
        due.add(new RebuildDue(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return due;
  }

  /** What an operator calls. */
  public String command() {
    return "infra/tasklog rebuild " + view;
  }
}
