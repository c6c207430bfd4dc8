package tasklog.command.store;

import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** A log in a database of its own, and engines over it: each stands for a process. */
final class TestLog implements AutoCloseable {

  private final TestDatabase database;
  private final HikariDataSource pool;
  private final List<AutoCloseable> opened = new ArrayList<>();

  private TestLog(TestDatabase database) {
    this.database = database;
    this.pool = pool(database);
  }

  static TestLog empty() {
    return in(TestPostgres.newDatabase("store"));
  }

  static TestLog in(TestDatabase database) {
    Flyway.configure().dataSource(database.dataSource()).locations("classpath:db/migration").load().migrate();
    return new TestLog(database);
  }

  private static HikariDataSource pool(TestDatabase database) {
    var config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.username());
    config.setPassword(database.password());
    config.setMaximumPoolSize(8);
    return new HikariDataSource(config);
  }

  /** Of the whole log's database; each connection is new. */
  DataSource direct() {
    return database.dataSource();
  }

  DataSource pool() {
    return pool;
  }

  EventLog reader() {
    var log = new EventLog(pool, direct());
    opened.add(log);
    return log;
  }

  CuttingProxy proxy() {
    return new CuttingProxy(database);
  }

  /** Keeps every append waiting until the connection ends its transaction. */
  Connection holdLock() throws SQLException {
    var connection = direct().getConnection();
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SELECT lock_log()");
    }
    return connection;
  }

  /** Until an append waits for a lock that somebody holds. */
  void awaitLockedOut() {
    await().until(() -> number("""
        SELECT count(*) FROM pg_locks
         WHERE locktype = 'advisory' AND NOT granted
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""") == 1);
  }

  /** How long the pool makes somebody wait for a connection. */
  void patience(Duration patience) {
    pool.getHikariConfigMXBean().setConnectionTimeout(patience.toMillis());
  }

  /** Takes every connection of the pool, until it is closed. */
  AutoCloseable holdPool() throws SQLException {
    var held = new ArrayList<Connection>();
    while (held.size() < pool.getMaximumPoolSize()) {
      held.add(pool.getConnection());
    }
    return () -> {
      for (var connection : held) {
        connection.close();
      }
    };
  }

  PostgresEventStorageEngine engine() {
    return engine(direct(), StoreSettings.defaults());
  }

  PostgresEventStorageEngine engine(DataSource writing, StoreSettings settings) {
    var engine = new PostgresEventStorageEngine(pool, writing, new TextCodec(), reader(), settings,
        new SimpleMeterRegistry());
    opened.addFirst(engine);
    return engine;
  }

  void execute(String sql) {
    try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  long number(String sql) {
    try (var connection = pool.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws Exception {
    for (var one : opened) {
      one.close();
    }
    pool.close();
  }
}
