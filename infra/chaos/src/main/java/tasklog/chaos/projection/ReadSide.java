package tasklog.chaos.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tasklog.chaos.server.Database;

/** How far the rows are, as the table of offsets says. */
record ReadSide(Database read) {

  static final List<String> VIEWS = List.of("history", "tag", "task");

  private static final String THERE = """
      SELECT count(*)
        FROM projection_offset AS place
        JOIN unnest(?::bigint[]) WITH ORDINALITY AS wanted (position, n) ON place.partition = wanted.n - 1
       WHERE place.position >= wanted.position""";

  /**
   * Waits until all views have these positions, one for each partition, whether the database is there meanwhile or not.
   *
   * @return whether they came in time
   */
  boolean await(long[] positions, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      try (var connection = read.direct().getConnection()) {
        while (System.nanoTime() < deadline) {
          if (isThere(connection, positions)) return true;
          TimeUnit.MILLISECONDS.sleep(5);
        }
      } catch (SQLException _) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return false;
  }

  private static boolean isThere(Connection connection, long[] positions) throws SQLException {
    try (var statement = connection.prepareStatement(THERE)) {
      statement.setArray(1, connection.createArrayOf("bigint", Arrays.stream(positions).boxed().toArray()));
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getInt(1) == VIEWS.size() * positions.length;
      }
    }
  }
}
