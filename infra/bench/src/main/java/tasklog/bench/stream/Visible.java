package tasklog.bench.stream;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import tasklog.bench.server.Database;

/** Sees when the rows of a task are there for queries: when the position of the task view, of their transaction, is. */
final class Visible implements AutoCloseable {

  private static final int MOMENT_MILLIS = 50;
  private static final String APPLIED = """
      SELECT partition, max(position) FROM projection_offset WHERE view = 'task' GROUP BY partition""";

  private final Connection connection;
  private final AtomicLongArray applied = new AtomicLongArray(Topic.PARTITIONS);
  private final List<ConcurrentSkipListMap<Long, LongConsumer>> awaited = Stream
      .generate(ConcurrentSkipListMap<Long, LongConsumer>::new).limit(Topic.PARTITIONS).toList();
  private final Thread thread = Thread.ofPlatform().daemon().name("visible").unstarted(this::watch);
  private volatile boolean closed;
  private volatile @Nullable SQLException failure;

  Visible(Database database) throws SQLException {
    connection = database.dataSource().getConnection();
    connection.createStatement().execute("LISTEN projection_progress");
    thread.start();
  }

  /** @param at is told the moment, in nanoseconds, once */
  void await(int partition, long position, LongConsumer at) {
    var queue = awaited.get(partition);
    queue.put(position, at);
    if (applied.get(partition) >= position) tell(partition, position);
  }

  /** How many are not there yet. */
  int missing() {
    if (failure != null) throw new IllegalStateException(failure);
    return awaited.stream().mapToInt(ConcurrentSkipListMap::size).sum();
  }

  private void watch() {
    try (var query = connection.prepareStatement(APPLIED)) {
      while (!closed) {
        connection.unwrap(PGConnection.class).getNotifications(MOMENT_MILLIS);
        try (var rows = query.executeQuery()) {
          while (rows.next()) {
            applied.set(rows.getInt(1), rows.getLong(2));
            tell(rows.getInt(1), rows.getLong(2));
          }
        }
      }
    } catch (SQLException e) {
      if (!closed) failure = e;
    }
  }

  private void tell(int partition, long upTo) {
    var now = System.nanoTime();
    var queue = awaited.get(partition);
    queue.headMap(upTo, true).keySet().forEach(position -> {
      var at = queue.remove(position);
      if (at != null) at.accept(now);
    });
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    connection.close();
  }
}
