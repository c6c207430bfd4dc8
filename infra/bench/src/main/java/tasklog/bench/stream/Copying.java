package tasklog.bench.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;
import tasklog.bench.server.Database;

/** What a rebuild is compared with: COPY of the rows that it has made into tables of the same shape. */
final class Copying {

  static final List<String> TABLES = List.of("task", "task_tag", "task_text", "tag", "recorded_event",
      "task_version");

  private static final String INDEXES = """
      SELECT replace(indexdef, ' ON public.', ' ON copied.')
        FROM pg_indexes
       WHERE schemaname = 'public' AND tablename = ANY (?)
      """;

  private static final String COLUMNS = """
      SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
        FROM pg_attribute
       WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
      """;

  private final Database database;
  private final Path folder;

  Copying(Database database, Path folder) {
    this.database = database;
    this.folder = folder;
  }

  /** Puts all rows into files, one after the other as they lie in the tables. */
  void export() throws SQLException, IOException {
    try (var connection = database.dataSource().getConnection()) {
      for (var table : TABLES) {
        try (var out = Files.newOutputStream(folder.resolve(table))) {
          connection.unwrap(PGConnection.class).getCopyAPI()
              .copyOut(
                  "COPY public." + table + " (" + columns(connection, table) + ") TO STDOUT (FORMAT binary)",
                  out);
        }
      }
    }
  }

  /** Seconds for all tables. */
  double copy(boolean indexesLast) throws SQLException, IOException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS copied CASCADE");
      statement.execute("CREATE SCHEMA copied");
      for (var table : TABLES) {
        statement.execute("CREATE TABLE copied." + table + " (LIKE public." + table
            + " INCLUDING ALL EXCLUDING INDEXES)");
      }
      statement.execute("CHECKPOINT");
      var begin = System.nanoTime();
      if (!indexesLast) makeIndexes(connection);
      for (var table : TABLES) {
        try (var in = Files.newInputStream(folder.resolve(table))) {
          connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY copied." + table + " ("
              + columns(connection, table) + ") FROM STDIN (FORMAT binary)", in, 1 << 16);
        }
      }
      if (indexesLast) makeIndexes(connection);
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private static void makeIndexes(Connection connection) throws SQLException {
    try (var query = connection.prepareStatement(INDEXES); var statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '256MB'");
      query.setArray(1, connection.createArrayOf("text", TABLES.toArray()));
      var rows = query.executeQuery();
      while (rows.next()) {
        statement.execute(rows.getString(1));
      }
    }
  }

  private static String columns(Connection connection, String table) throws SQLException {
    try (var query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, "public." + table);
      var row = query.executeQuery();
      row.next();
      return row.getString(1);
    }
  }
}
