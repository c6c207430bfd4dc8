package tasklog.bench.server;

import java.sql.SQLException;

/**
 * What the server has counted until now.
 *
 * @param walBytes       written to the log of changes by the whole server, as its position tells
 * @param fullPageImages of pages that were changed for the first time since a checkpoint, of the whole server
 * @param pages          of the one database that were looked at, in memory or on disk
 */
public record Counters(long walBytes, long fullPageImages, long pages) {

  private static final String READ = """
      SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn, w.wal_fpi, d.blks_hit + d.blks_read
        FROM pg_stat_wal w, pg_stat_database d WHERE d.datname = current_database()""";

  /** A session tells of its counts at most once a second, and within a second of its last statement. */
  private static final long TOLD_AFTER_MILLIS = 1_100;

  public static Counters of(Database database) {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(READ)) {
      row.next();
      return new Counters(row.getLong(1), row.getLong(2), row.getLong(3));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** When all sessions that rest have told what they did. */
  public static Counters settled(Database database) throws InterruptedException {
    Thread.sleep(TOLD_AFTER_MILLIS);
    return of(database);
  }

  public Counters since(Counters before) {
    return new Counters(walBytes - before.walBytes, fullPageImages - before.fullPageImages,
        pages - before.pages);
  }
}
