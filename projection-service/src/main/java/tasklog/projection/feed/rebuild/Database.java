package tasklog.projection.feed.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of the read side by the {@link Connections} of a rebuild.
 *
 * @param live the schema that the service uses
 */
record Database(DataSource dataSource, JdbcClient jdbc, TransactionTemplate transactions, String live) {

  private static final String LOCK = "SELECT pg_try_advisory_lock(hashtextextended('tasklog rebuild', 0))";
  private static final String UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('tasklog rebuild', 0))";

  /** A lock that was not there in time, a deadlock, a statement after one that has failed. */
  private static final Set<String> BUSY = Set.of("55P03", "40P01", "25P02");

  static Database of(DataSource dataSource, JdbcClient jdbc, TransactionTemplate transactions) {
    return new Database(dataSource, jdbc, transactions,
        jdbc.sql(Connections.LIVE).query(String.class).single());
  }

  /** Statements without parameters. */
  void execute(String sql) {
    new JdbcTemplate(dataSource).execute(sql);
  }

  /** A connection for statements that are to see one snapshot, which is that of the first of them. */
  Connection snapshot() throws SQLException {
    var connection = dataSource.getConnection();
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }

  /**
   * Keeps other rebuilds away until it is closed, or this process ends.
   *
   * @throws Refused while there is another
   */
  Alone alone() throws SQLException {
    var connection = dataSource.getConnection();
    try (var statement = connection.createStatement(); var locked = statement.executeQuery(LOCK)) {
      locked.next();
      if (locked.getBoolean(1)) {
        return new Alone(connection);
      }
    }
    connection.close();
    throw new Refused("Another rebuild is running on this database");
  }

  /** A lock of the session. */
  record Alone(Connection connection) implements AutoCloseable {

    @Override
    public void close() throws SQLException {
      try (connection; var statement = connection.createStatement()) {
        statement.execute(UNLOCK);
      }
    }
  }

  /** Whether a transaction has failed because somebody else holds what it needs, or it is to be taken apart. */
  static boolean isBusy(Throwable fault) {
    if (fault instanceof UnexpectedRollbackException) {
      return true;
    }
    for (@Nullable
    Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return BUSY.contains(String.valueOf(sql.getSQLState()));
      }
    }
    return false;
  }
}
