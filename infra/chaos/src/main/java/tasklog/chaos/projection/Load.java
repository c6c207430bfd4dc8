package tasklog.chaos.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import tasklog.chaos.server.Database;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;

/** Appends what owners do to a log all the time. The log is what counts in the end, and it is never killed here. */
final class Load implements AutoCloseable {

  private static final String APPEND = """
      WITH head AS MATERIALIZED (SELECT coalesce(max(position), 0) AS position FROM event)
      INSERT INTO event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version,
                         actor_type, actor_id, payload, metadata, task_ids)
      SELECT head.position + n, head.position + 1, head.position + count(*) OVER (),
             now(), now(), gen_random_uuid(), asked.owner, type, '1', 'user', asked.owner::text, payload, '{}',
             task_ids::uuid[]
        FROM head, (SELECT ?::uuid AS owner) AS asked,
             unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS told (type, payload, task_ids, n)
      RETURNING position""";

  private static final String WAKE = "SELECT pg_notify('event', '')";

  private static final int OWNERS = 60;

  private final Connection connection;
  private final Stories stories;
  private final Random random;
  private final long[] last;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable SQLException failure;

  Load(Database log, long seed, int partitions) throws SQLException {
    this.connection = log.direct().getConnection();
    this.stories = new Stories(seed, OWNERS);
    this.random = new Random(seed);
    this.last = new long[partitions];
    this.thread = Thread.ofPlatform().name("load").start(this::run);
  }

  /** How the relay, and any other producer with Kafka's default hash, finds the partition of a key. */
  static int partition(UUID owner, int partitions) {
    return Utils.toPositive(Utils.murmur2(owner.toString().getBytes(UTF_8))) % partitions;
  }

  private void run() {
    try {
      while (!closed) {
        append();
        TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(20));
      }
    } catch (SQLException e) {
      failure = e;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void append() throws SQLException {
    append(stories.next());
  }

  /** An append on each partition; the last positions of all of them. */
  synchronized long[] mark() throws SQLException {
    if (failure != null) throw new SQLException("The log was not written any more", failure);
    for (int partition = 0; partition < last.length; partition++) {
      append(stories.next(someoneOn(partition)));
    }
    return last.clone();
  }

  private int someoneOn(int partition) {
    var owners = stories.owners();
    return IntStream.range(0, owners.size()).filter(owner -> partitionOf(owners.get(owner)) == partition)
        .findFirst().orElseThrow();
  }

  private int partitionOf(OwnerId owner) {
    return partition(owner.value(), last.length);
  }

  private void append(List<TasklogEvent> events) throws SQLException {
    var owner = events.getFirst().owner();
    try (var append = connection.prepareStatement(APPEND)) {
      var types = new ArrayList<String>();
      var payloads = new ArrayList<String>();
      var taskIds = new ArrayList<@Nullable String>();
      for (var event : events) {
        var stored = EventJson.store(event);
        types.add(EventType.NAMESPACE + "." + EventType.of(event).eventName());
        payloads.add(stored.payload());
        taskIds.add(stored.taskIds().isEmpty()
            ? null
            : stored.taskIds().stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
      }
      append.setObject(1, owner.value());
      append.setArray(2, connection.createArrayOf("text", types.toArray()));
      append.setArray(3, connection.createArrayOf("text", payloads.toArray()));
      append.setArray(4, connection.createArrayOf("text", taskIds.toArray()));
      try (var positions = append.executeQuery()) {
        while (positions.next()) {
          last[partitionOf(owner)] = positions.getLong(1);
        }
      }
    }
    try (var wake = connection.createStatement()) {
      wake.execute(WAKE);
    }
  }

  /** Nothing is written after it. */
  void stop() throws InterruptedException {
    closed = true;
    thread.join();
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    stop();
    connection.close();
  }
}
