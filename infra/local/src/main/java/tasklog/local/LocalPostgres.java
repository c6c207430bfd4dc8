package tasklog.local;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 18 of our own, on 127.0.0.1 only, as a child of this JVM and never longer there than it. Its data stay
 * in {@code home/data} from one start to the next; its log is {@code home/postgres.log}. Whatever ended the last run,
 * the next one starts: a server that was left behind is stopped first.
 */
public final class LocalPostgres implements LocalServer {

  public static final String USER = "postgres";

  /**
   * Faster, and a crash of the machine may lose or break everything. Nothing that is said about durability or speed
   * may be measured with it.
   */
  public static final Map<String, String> NOT_DURABLE = Map.of("fsync", "off", "synchronous_commit", "off",
      "full_page_writes", "off");

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int port;
  private final @Nullable String password;
  private final ChildProcess server;

  private LocalPostgres(int port, @Nullable String password, ChildProcess server) {
    this.port = port;
    this.password = password;
    this.server = server;
  }

  /**
   * Starts the server and returns when it takes connections.
   *
   * @param password for user {@value #USER}, fixed at the first start; without one, whoever reaches the port is let in
   * @param parameters as in postgresql.conf
   * @throws StartFailure when it ends instead, with the last line of its log
   */
  public static LocalPostgres start(Path home, int port, @Nullable String password,
      Map<String, String> parameters) {
    return start(new PostgresCluster(home.toAbsolutePath(), Unprivileged.here()), port, password, parameters);
  }

  /**
   * The same, by another command.
   *
   * @param launch makes of the command of a server the one that is run; it must end as that server, with the same
   *               process id and not as root, and leave the rights on files that we have
   */
  public static LocalPostgres start(Path home, int port, Map<String, String> parameters,
      UnaryOperator<List<String>> launch) {
    return start(new PostgresCluster(home.toAbsolutePath(), Unprivileged.here(), launch), port, null,
        parameters);
  }

  static LocalPostgres start(PostgresCluster cluster, int port, @Nullable String password,
      Map<String, String> parameters) {
    cluster.stopLeftover();
    cluster.create(password);
    var server = cluster.start(port, parameters);
    cluster.awaitReady(server, PATIENCE);
    return new LocalPostgres(port, password, server);
  }

  /** Makes the database unless it is there. */
  public void createDatabase(String name) {
    try (var connection = connect(); var statement = connection.createStatement()) {
      try (var found = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
        found.setString(1, name);
        if (found.executeQuery().next()) return;
      }
      statement.execute("CREATE DATABASE " + statement.enquoteIdentifier(name, true));
    } catch (SQLException e) {
      throw new IllegalStateException("Database " + name + " could not be made", e);
    }
  }

  /** Gives a setting of a database a value, for all sessions from now on. */
  public void set(String database, String setting, String value) {
    try (var connection = connect(); var statement = connection.createStatement()) {
      statement.execute(
          "ALTER DATABASE " + statement.enquoteIdentifier(database, true) + " SET " + setting + " TO "
              + statement.enquoteLiteral(value));
    } catch (SQLException e) {
      throw new IllegalStateException("Database " + database + " does not take " + setting, e);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url(USER), USER, password);
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public int port() {
    return port;
  }

  @Override
  public ChildProcess process() {
    return server;
  }

  /** The fast stop: open transactions are rolled back, everything committed is on disk. */
  @Override
  public void close() {
    server.stop(PATIENCE);
  }
}
