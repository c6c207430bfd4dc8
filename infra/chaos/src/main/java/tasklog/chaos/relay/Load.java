package tasklog.chaos.relay;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Appends events of some owners all the time, in appends of one to four, and passes over that the database is away:
 * what is in the log in the end is what counts.
 */
final class Load implements AutoCloseable {

  private static final String APPEND = """
      WITH locked AS MATERIALIZED (SELECT lock_log()),
           head AS MATERIALIZED (SELECT coalesce(max(position), 0) AS position FROM event, locked)
      INSERT INTO event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version,
                         actor_type, actor_id, payload, metadata)
      SELECT head.position + n, head.position + 1, head.position + asked.size,
             clock_timestamp(), clock_timestamp(), gen_random_uuid(), asked.owner, 'tasklog.TaskRetitled', '1',
             'user', asked.owner::text,
             '{"owner":"' || asked.owner || '","task_id":"' || gen_random_uuid() || '","title":"Title ' || n || '"}',
             '{}'
        FROM head, (SELECT ?::integer AS size, md5(?::text)::uuid AS owner) AS asked,
             LATERAL generate_series(1, asked.size) AS n
      RETURNING position""";

  private static final int OWNERS = 60;
  private static final int LARGEST = 4;

  private final DataSource database;
  private final Random random;
  private final Thread thread;
  private volatile boolean closed;

  Load(DataSource database, long seed) {
    this.database = database;
    this.random = new Random(seed);
    this.thread = Thread.ofPlatform().name("load").start(this::run);
  }

  private void run() {
    while (!closed) {
      try (var connection = database.getConnection()) {
        while (!closed) {
          append(connection, 1 + random.nextInt(LARGEST), random.nextInt(OWNERS));
          pause(1 + random.nextInt(20));
        }
      } catch (SQLException _) {
        pause(20);
      }
    }
  }

  /** One event more, as soon as the database takes it; its position. */
  long mark() {
    while (true) {
      try (var connection = database.getConnection()) {
        return append(connection, 1, 0);
      } catch (SQLException _) {
        pause(10);
      }
    }
  }

  private static long append(Connection connection, int size, int owner) throws SQLException {
    long last = 0;
    try (var append = connection.prepareStatement(APPEND)) {
      append.setInt(1, size);
      append.setInt(2, owner);
      try (var positions = append.executeQuery()) {
        while (positions.next()) {
          last = Math.max(last, positions.getLong(1));
        }
      }
    }
    try (var wake = connection.createStatement()) {
      wake.execute("SELECT pg_notify('event', '')");
    }
    return last;
  }

  private static void pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
