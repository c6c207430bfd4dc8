package tasklog.cli.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import tasklog.cli.console.Refusal;
import tasklog.database.Database;
import tasklog.database.GoldenSchema;
import tasklog.database.Migrations;

/**
 * A database, and how to get in.
 *
 * @param url    may name user and password itself
 * @param folder of the local stack that it is part of, if it is
 */
public record Target(Database database, String url, String user, String password, @Nullable Path folder) {

  private static final int CONNECT_SECONDS = 5;

  private static final String SERVICES = """
      SELECT DISTINCT application_name
        FROM pg_stat_activity
       WHERE datname = current_database() AND application_name IN ('tasklog-command', 'tasklog-projection')
       ORDER BY 1""";

  // What the database says of itself, and not what a session may say: nobody calls another one local by accident.
  private static final String DISPENSABLE = """
      SELECT EXISTS (
        SELECT FROM pg_db_role_setting s
          JOIN pg_database d ON d.oid = s.setdatabase
         WHERE d.datname = current_database() AND s.setrole = 0
           AND s.setconfig && '{tasklog.profile=local,tasklog.profile=test}')""";

  Migrations migrations(Path project) {
    return new Migrations(dataSource(), database.migrations(project), database.truth());
  }

  GoldenSchema golden(Path project) {
    try {
      return GoldenSchema.read(database.golden(project));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  PGSimpleDataSource dataSource() {
    var source = new PGSimpleDataSource();
    try {
      source.setUrl(url);
    } catch (IllegalArgumentException e) {
      throw new Refusal("This is no address of a PostgreSQL database: " + address());
    }
    if (source.getUser() == null && !user.isEmpty()) source.setUser(user);
    if (source.getPassword() == null && !password.isEmpty()) source.setPassword(password);
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setApplicationName("tasklog-db");
    return source;
  }

  /** @throws Refusal when nobody answers, saying what to do */
  public Connection connect() {
    try {
      return dataSource().getConnection();
    } catch (SQLException e) {
      if (folder != null)
        throw new Refusal("The stack in " + folder + " is not running; start it: infra/tasklog up"
            + (folder.endsWith(".tasklog") ? "" : " --data " + folder));
      throw new Refusal("The " + name() + " database at " + address() + " cannot be reached: "
          + oneLine(e));
    }
  }

  /** What went wrong, without where. */
  static String oneLine(SQLException failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }

  /** The services that are at work on it. */
  public List<String> connectedServices() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(SERVICES)) {
      var services = new ArrayList<String>();
      while (rows.next()) {
        services.add(rows.getString(1).replaceFirst("tasklog-", "") + "-service");
      }
      return services;
    }
  }

  /** Whether it was marked, with {@code ALTER DATABASE … SET tasklog.profile}, as local or test. */
  boolean isDispensable() throws SQLException {
    try (var connection = connect(); var row = connection.createStatement().executeQuery(DISPENSABLE)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Of the log; empty when there is none yet. */
  String incarnation(Path project) throws SQLException {
    if (migrations(project).applied().isEmpty()) return "";
    try (var connection = connect();
        var row = connection.createStatement().executeQuery("SELECT incarnation FROM log")) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** Without parameters: a password can be among them. */
  public String address() {
    return url.replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("\\?.*", "");
  }

  String name() {
    return database.name().toLowerCase(Locale.ROOT);
  }

  String title() {
    return name() + " (" + database.service() + "-service) at " + address();
  }

  /** A command that makes a backup of it. */
  String backup() {
    var source = dataSource();
    return "pg_dump --format=custom --host=%s --port=%d --username=%s --file=%s.dump %s".formatted(
        source.getServerNames()[0], source.getPortNumbers()[0] == 0 ? 5432 : source.getPortNumbers()[0],
        source.getUser(), source.getDatabaseName(), source.getDatabaseName());
  }
}
