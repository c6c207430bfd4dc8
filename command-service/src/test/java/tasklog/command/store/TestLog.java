package tasklog.command.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
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
    var database = TestPostgres.newDatabase("store");
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
