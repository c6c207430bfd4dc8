package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.dao.DataAccessResourceFailureException;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.TestStream;

/**
 * An owner for each partition, what the relay would write of them, and instances that project it into a table that shows
 * what was applied.
 */
abstract class FeedScenario {

  static final ReadDatabase DATABASE = ReadDatabase.create();

  /** Longer than a Kafka client waits for an answer that is lost, before it asks again: 30 s. */
  static final Duration LONG = Duration.ofSeconds(70);

  /** Keeps every position with the batch that it came in; twice the same position breaks its primary key, poison a CHECK. */
  static final class Kept implements View {

    private final String name = "kept-" + UUID.randomUUID();
    final Set<Long> poison = ConcurrentHashMap.newKeySet();
    final AtomicInteger failures = new AtomicInteger();
    volatile Set<EventType> wanted = EnumSet.allOf(EventType.class);
    final List<List<Long>> batches = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
      return name;
    }

    @Override
    public Set<EventType> wants() {
      return wanted;
    }

    @Override
    public void apply(List<FeedEvent> events) {
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new DataAccessResourceFailureException("away");
      }
      var positions = events.stream().map(FeedEvent::position).toList();
      DATABASE.jdbc().sql("INSERT INTO kept SELECT ?, unnest(?)").param(name)
          .param(positions.stream().mapToLong(position -> poison.contains(position) ? -position : position)
              .toArray())
          .update();
      batches.add(positions);
    }

    List<Long> positions() {
      return DATABASE.jdbc().sql("SELECT position FROM kept WHERE view = ? ORDER BY position").param(name)
          .query((row, _) -> row.getLong("position")).list();
    }
  }

  /** Stands still unless it is moved. */
  static final class Clock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-05T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    void move(Duration by) {
      now = now.plus(by);
    }
  }

  final Clock clock = new Clock();
  final Kept view = new Kept();
  final TestStream stream = new TestStream();
  final History history = new History();
  final List<OwnerId> owners = ownersOfAllPartitions();
  final List<FeedFixture> instances = new ArrayList<>();

  @BeforeAll
  static void table() {
    DATABASE.jdbc()
        .sql(
            "CREATE TABLE IF NOT EXISTS kept (view text, position bigint CHECK (position > 0), PRIMARY KEY (view, position))")
        .update();
  }

  @AfterEach
  void close() {
    instances.forEach(FeedFixture::close);
    stream.close();
  }

  List<Integer> lagsInSeconds(FeedFixture instance) {
    return ofPartitions(instance, "tasklog.feed.lag.seconds");
  }

  List<Integer> lagsInEvents(FeedFixture instance) {
    return ofPartitions(instance, "tasklog.feed.lag.events");
  }

  /** Of each partition; -1 where it is not known. */
  private List<Integer> ofPartitions(FeedFixture instance, String gauge) {
    return IntStream.range(0, TestStream.PARTITIONS)
        .mapToDouble(partition -> instance.gauge(gauge, view, "partition", Integer.toString(partition)))
        .mapToObj(value -> Double.isNaN(value) ? -1 : (int) value).toList();
  }

  FeedFixture start() {
    var instance = new FeedFixture(view, DATABASE, stream.generation(), clock).start();
    instances.add(instance);
    return instance;
  }

  /** So many events of one owner, in one append. */
  List<RecordedEvent> append(int owner, int events) {
    return of(owners.get(owner % owners.size()), events);
  }

  List<RecordedEvent> of(OwnerId owner, int events) {
    return history.append(Stream.generate(() -> History.created(owner, History.task())).limit(events)
        .toArray(TaskCreated[]::new));
  }

  static ProducerRecord<byte[], byte[]> damaged(ProducerRecord<byte[], byte[]> record, byte[] value,
      String header, String with) {
    var damaged = new ProducerRecord<>(record.topic(), record.partition(), record.key(), value,
        record.headers());
    damaged.headers().add(header, with.getBytes(UTF_8));
    return damaged;
  }

  List<String> parked() {
    return DATABASE.jdbc()
        .sql(
            "SELECT position || ' ' || coalesce(reason, 'null') FROM parked_event WHERE view = ? ORDER BY position")
        .param(view.name()).query((row, _) -> row.getString(1)).list();
  }

  void awaitPositions(int all) {
    awaitPositions(LongStream.rangeClosed(1, all).boxed().toList());
  }

  void awaitPositions(List<Long> positions) {
    await().atMost(LONG).untilAsserted(
        () -> assertThat(view.positions()).describedAs(this::whatInstancesSay).isEqualTo(positions));
  }

  private String whatInstancesSay() {
    return instances.stream().map(instance -> "stopped " + instance.stops.all() + ", at "
        + Arrays.toString(instance.progress.of(view.name()).positions())).collect(Collectors.joining("; "));
  }

  /** One for each partition. */
  private static List<OwnerId> ownersOfAllPartitions() {
    return IntStream.range(0, TestStream.PARTITIONS).mapToObj(FeedTest::ownerOn).toList();
  }

  static OwnerId ownerOn(int partition) {
    var partitioning = new Partitioning(TestStream.PARTITIONS);
    return Stream.generate(History::owner).filter(owner -> partitioning.of(owner) == partition)
        .findFirst().orElseThrow();
  }
}
