package tasklog.command.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection of the writer: made when needed, made anew when it is lost or old. Used by one thread only. */
final class WriterConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WriterConnection.class);
  private static final Duration MAX_AGE = Duration.ofMinutes(30);
  private static final Duration TRUSTED = Duration.ofSeconds(5);

  private final DataSource direct;
  private final Duration patience;
  private final LogIdentity identity;
  private @Nullable Connection connection;
  private boolean away;
  private long openedAt;
  private long usedAt;

  /** @param patience no statement takes longer, and no answer is waited for longer */
  WriterConnection(DataSource direct, Duration patience, LogIdentity identity) {
    this.direct = direct;
    this.patience = patience;
    this.identity = identity;
  }

  /** A connection that was alive a moment ago. */
  Connection get() throws SQLException {
    long now = System.nanoTime();
    if (connection != null && isStale(connection, now)) drop();
    if (connection == null) {
      connection = reopen();
      openedAt = now;
    }
    usedAt = now;
    return connection;
  }

  private Connection reopen() throws SQLException {
    try {
      var opened = open();
      if (away) LOG.info("The log can be written again");
      away = false;
      return opened;
    } catch (SQLException e) {
      if (!away && identity.replaced().isEmpty())
        LOG.warn("The log cannot be written; appends wait until it can", e);
      away = true;
      throw e;
    }
  }

  private boolean isStale(Connection open, long now) throws SQLException {
    if (now - openedAt > MAX_AGE.toNanos()) return true;
    return now - usedAt > TRUSTED.toNanos() && !open.isValid(1);
  }

  private Connection open() throws SQLException {
    var opened = direct.getConnection();
    try (var statement = opened.createStatement()) {
      opened.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.plusSeconds(1).toMillis()));
      statement.execute("SET statement_timeout = " + patience.toMillis());
      statement.execute("SET lock_timeout = 0"); // the wait for the lock counts as the statement's
      statement.execute("SET default_transaction_isolation = 'read committed'");
      // Whatever the server does for others, what is acknowledged here is on disk.
      statement.execute("""
          SELECT set_config('synchronous_commit', 'on', false)
           WHERE current_setting('synchronous_commit') = 'off'""");
      identity.check(opened);
      return opened;
    } catch (SQLException e) {
      opened.close();
      throw e;
    }
  }

  void drop() {
    if (connection == null) return;
    try {
      connection.close();
    } catch (SQLException _) {
      // It is lost already, which is why it is dropped.
    }
    connection = null;
  }

  @Override
  public void close() {
    drop();
  }
}
