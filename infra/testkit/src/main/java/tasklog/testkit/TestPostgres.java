package tasklog.testkit;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.postgresql.PostgreSQLContainer;
import tasklog.local.LocalPostgres;
import tasklog.local.ParentWatch;
import tasklog.local.Ports;

/**
 * One PostgreSQL for the whole test JVM, durable as in production, started at its first use. It outlives the shutdown
 * hooks of the JVM, so that whatever they still write finds it, and is gone with its data right afterwards, also when
 * the JVM was killed.
 */
public final class TestPostgres {

  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable TestDatabase server;
  private static @Nullable Path disk;
  private static boolean diskIsUsed;

  private TestPostgres() {}

  /** A fresh, empty database; {@code prefix} only makes it easy to tell in a log. */
  public static TestDatabase newDatabase(String prefix) {
    return newDatabase(prefix, "pg_default");
  }

  /**
   * A fresh, empty database on a file system of its own with room for little more, to be filled. The log that the server
   * writes ahead is elsewhere. Aborts the test where nobody may mount one: in a container, or on another system.
   */
  public static synchronized TestDatabase newDatabaseOnSmallDisk(String prefix) {
    var administration = server();
    var place = disk;
    if (place == null)
      return Assumptions.abort("No file system can be mounted: unshare -Urm does not work here");
    try (var connection = administration.dataSource().getConnection();
        var statement = connection.createStatement()) {
      if (!diskIsUsed)
        statement.execute(
            "CREATE TABLESPACE small_disk LOCATION " + statement.enquoteLiteral(place.toString()));
      diskIsUsed = true;
      return newDatabase(prefix, "small_disk");
    } catch (SQLException e) {
      throw new IllegalStateException("The small disk could not be used", e);
    }
  }

  private static TestDatabase newDatabase(String prefix, String tablespace) {
    var administration = server();
    String name = prefix + "_" + DATABASES.incrementAndGet();
    try (var connection = administration.dataSource().getConnection();
        var statement = connection.createStatement()) {
      String database = statement.enquoteIdentifier(name, true);
      statement.execute("CREATE DATABASE " + database + " TABLESPACE " + tablespace);
      statement.execute("ALTER DATABASE " + database + " SET timezone TO 'Asia/Kathmandu'");
      statement.execute("ALTER DATABASE " + database + " SET tasklog.profile TO 'test'");
    } catch (SQLException e) {
      throw new IllegalStateException("Test database " + name + " could not be made", e);
    }
    return administration.sibling(name);
  }

  /** The server by its database for administration. */
  public static synchronized TestDatabase server() {
    if (server == null) server = Containers.wanted() ? container() : local();
    return server;
  }

  private static TestDatabase local() {
    var folder = TestFolder.create();
    var small = SmallDisk.in(folder);
    boolean possible = small.isPossible();
    var parameters = Map.of("max_connections", "200");
    var started = possible
        ? LocalPostgres.start(folder, Ports.free(), parameters, small::command)
        : LocalPostgres.start(folder, Ports.free(), null, parameters);
    if (possible) disk = small.folder();
    ParentWatch.remove(folder, started.process().pid());
    return new TestDatabase("127.0.0.1", started.port(), LocalPostgres.USER, LocalPostgres.USER, "");
  }

  @SuppressWarnings("resource") // Testcontainers removes it when the JVM has ended.
  private static TestDatabase container() {
    Containers.abortUnlessPossible();
    var started = new PostgreSQLContainer("postgres:18").withCommand("postgres", "-c", "max_connections=200");
    started.start();
    return new TestDatabase(started.getHost(), started.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
        started.getDatabaseName(), started.getUsername(), started.getPassword());
  }
}
