package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.support.KafkaHeaders;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.TestStream;
import tasklog.projection.feed.Stops.Stop;
import tasklog.projection.feed.Unusable.Reason;
import tasklog.projection.feed.ViewProgress.Waited;
import tasklog.projection.feed.parking.Parking;
import tasklog.testkit.TestKafka;

/** From the topic to a view's rows, whatever happens on the way. */
class FeedTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  /** Longer than a Kafka client waits for an answer that is lost, before it asks again: 30 s. */
  private static final Duration LONG = Duration.ofSeconds(70);

  /** Keeps every position with the batch that it came in; twice the same position breaks its primary key, poison a CHECK. */
  private static final class Kept implements View {

    private final String name = "kept-" + UUID.randomUUID();
    private final Set<Long> poison = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Set<EventType> wanted = EnumSet.allOf(EventType.class);
    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();

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
  private static final class Clock implements InstantSource {

    private volatile Instant now = Instant.parse("2026-01-05T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    void move(Duration by) {
      now = now.plus(by);
    }
  }

  private final Clock clock = new Clock();
  private final Kept view = new Kept();
  private final TestStream stream = new TestStream();
  private final History history = new History();
  private final List<OwnerId> owners = ownersOfAllPartitions();
  private final List<FeedFixture> instances = new ArrayList<>();

  @BeforeAll
  static void table() {
    DATABASE.jdbc()
        .sql(
            "CREATE TABLE kept (view text, position bigint CHECK (position > 0), PRIMARY KEY (view, position))")
        .update();
  }

  @AfterEach
  void close() {
    instances.forEach(FeedFixture::close);
    stream.close();
  }

  @Test
  void every_event_is_applied_once_and_nothing_that_was_aborted() {
    start();
    stream.create();
    for (var round = 0; round < 5; round++) {
      var append = append(round, 20);
      stream.abort(append);
      stream.publish(append).publish(append(round + 1, 1));
    }
    awaitPositions(105);
  }

  @Test
  void an_append_is_applied_whole_however_many_polls_it_takes() {
    stream.create();
    var before = append(0, 7);
    var whole = append(0, 150);
    var others = append(1, 90);
    stream.publish(Stream.of(before, whole, others, append(0, 3)).flatMap(List::stream).toList());
    start();
    awaitPositions(250);
    var positions = whole.stream().map(RecordedEvent::position).toList();
    assertThat(view.batches).filteredOn(batch -> batch.contains(positions.getFirst())).singleElement()
        .satisfies(batch -> assertThat(batch).containsSubsequence(positions));
  }

  @Test
  void what_comes_twice_is_applied_once() {
    var first = append(0, 2);
    stream.create().publish(first);
    start();
    awaitPositions(2);
    stream.publish(first.getFirst(), stream.log(), 0);
    stream.publish(first.getLast(), stream.log(), 1);
    stream.publish(append(0, 2));
    awaitPositions(4);
    assertThat(instances.getFirst().stops.all()).isEmpty();
  }

  /** Red when offsets do not move once nothing more comes. */
  @Test
  void what_a_view_does_not_want_is_passed_over_and_other_instances_know_soon() {
    view.wanted = EnumSet.of(EventType.TAG_CREATED);
    stream.create().publish(append(0, 3)).publish(append(1, 2));
    start();
    var other = new FeedFixture(view, DATABASE, stream.generation(), clock).listen();
    instances.add(other);
    for (var owner : owners.subList(0, 2)) {
      assertThat(other.progress().of(view.name()).await(owner, lastOf(owner), LONG))
          .isEqualTo(Waited.REACHED);
    }
    assertThat(view.positions()).isEmpty();
  }

  @Test
  void what_a_view_wants_is_applied_once_behind_what_it_does_not_want_whatever_fails_on_the_way() {
    view.wanted = EnumSet.of(EventType.TAG_CREATED);
    view.failures.set(3);
    stream.create();
    start();
    var positions = new ArrayList<Long>();
    for (var round = 0; round < 10; round++) {
      stream.publish(append(round, 2));
      var tag = new TagCreated(owners.get(round % 2), new TagId(UUID.randomUUID()), "tag " + round);
      stream.publish(history.append(tag));
      positions.add(history.events().getLast().position());
      stream.publish(append(round, 1));
    }
    awaitPositions(positions);
    assertThat(instances.getFirst().stops.all()).isEmpty();
  }

  @Test
  void a_gap_stops_its_partition_and_no_other_and_shows_in_health_and_metrics() {
    stream.create().publish(append(0, 2));
    stream.heartbeat(clock.instant());
    append(0, 1);
    stream.pass(append(0, 1));
    stream.publish(append(1, 2)).publish(append(2, 2));
    var instance = start();
    var stop = awaitStop();
    assertThat(stop.reason()).isEqualTo(Reason.GAP);
    awaitPositions(List.of(1L, 2L, 5L, 6L, 7L, 8L));

    assertThat(instance.gauge("tasklog.feed.stopped.partitions", view)).isEqualTo(1);
    assertThat(instance.health.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(instance.health.health().getDetails()).containsEntry("stopped", List.of(stop));

    clock.move(Duration.ofSeconds(70));
    stream.heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsExactly(70, 0, 0));
    assertThat(lagsInEvents(instance)).containsExactly(2, 0, 0);
    assertThat(instance.progress.of(view.name()).lag()).contains(Duration.ofSeconds(70));
  }

  @Test
  void another_log_stops_its_partition_and_no_other() {
    stream.create().publish(append(0, 2)).publish(append(1, 2));
    stream.publish(append(0, 1).getFirst(), UUID.randomUUID(), 2);
    start();
    assertThat(awaitStop().reason()).isEqualTo(Reason.FOREIGN_LOG);
    stream.publish(append(1, 2));
    awaitPositions(List.of(1L, 2L, 3L, 4L, 6L, 7L));
  }

  /**
   * Red when a type that nobody knows is passed over, when a newer version is taken for the one that is known, and when what
   * breaks a constraint is tried again.
   */
  @Test
  void poison_of_each_kind_is_parked_with_what_follows_of_its_owner_and_others_on_its_partition_go_on() {
    stream.create();
    var neighbours = Stream.generate(() -> ownerOn(0)).limit(4).toList();
    stream.publish(of(neighbours.get(0), 1).getFirst(),
        record -> damaged(record, record.value(), "ce_x", "y"));
    stream.publish(of(neighbours.get(0), 1).getFirst(),
        record -> damaged(record, new byte[]{'{', -1}, "ce_x", "y"));
    stream.publish(of(neighbours.get(1), 1).getFirst(),
        record -> damaged(record, record.value(), "ce_type", "tasklog.TaskSung.v1"));
    stream.publish(append(0, 1));
    stream.publish(of(neighbours.get(2), 1).getFirst(),
        record -> damaged(record, record.value(), "ce_type", "tasklog.TaskCreated.v2"));
    view.poison.add(6L);
    stream.publish(of(neighbours.get(3), 2)).publish(append(0, 1)).publish(append(1, 1));
    neighbours.forEach(owner -> stream.publish(of(owner, 1)));
    stream.publish(append(0, 1));
    var instance = start();
    awaitPositions(List.of(1L, 4L, 8L, 9L, 14L));
    assertThat(parked()).containsExactly("2 MALFORMED", "3 UNKNOWN_TYPE", "5 UNKNOWN_TYPE", "6 REFUSED",
        "7 null",
        "10 null", "11 null", "12 null", "13 null");
    assertThat(instance.stops.all()).isEmpty();
    await().atMost(LONG).untilAsserted(
        () -> assertThat(instance.attendant.parked()).contains(new Parking.Count(view.name(), 4, 9)));
  }

  @Test
  void a_copy_of_what_is_parked_is_on_the_dead_letter_topic_with_the_headers_of_spring_kafka() {
    stream.create().publish(append(0, 1));
    stream.publish(append(0, 1).getFirst(), record -> damaged(record, new byte[]{'{', -1}, "ce_x", "y"));
    stream.publish(append(0, 1));
    start();
    letters(2);
    instances.removeFirst().close();
    stream.publish(append(0, 1));
    start();
    var letters = letters(3);
    var partition = new Partitioning(TestStream.PARTITIONS).of(owners.getFirst());
    assertThat(letters.getFirst().value()).containsExactly('{', -1);
    assertThat(letters).allSatisfy(letter -> {
      assertThat(letter.key()).asString(UTF_8).isEqualTo(owners.getFirst().toString());
      assertThat(header(letter, KafkaHeaders.DLT_ORIGINAL_TOPIC)).asString(UTF_8).isEqualTo(stream.events());
      assertThat(ByteBuffer.wrap(header(letter, KafkaHeaders.DLT_ORIGINAL_PARTITION)).getInt())
          .isEqualTo(partition);
      assertThat(ByteBuffer.wrap(header(letter, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP)).getLong()).isPositive();
      assertThat(header(letter, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE)).asString(UTF_8)
          .isEqualTo("CreateTime");
      assertThat(header(letter, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP)).asString(UTF_8)
          .isEqualTo("tasklog-projection." + view.name() + ".g" + stream.generation());
      assertThat(header(letter, KafkaHeaders.DLT_EXCEPTION_FQCN)).asString(UTF_8).endsWith(".Poison");
    });
    assertThat(letters).extracting(letter -> new String(header(letter, "ce_sequence"), UTF_8))
        .containsExactly("00000000000000000002", "00000000000000000003",
            "00000000000000000004");
    assertThat(letters)
        .extracting(letter -> new String(header(letter, KafkaHeaders.DLT_EXCEPTION_MESSAGE), UTF_8))
        .satisfiesExactly(first -> assertThat(first).startsWith("MALFORMED: Record " + stream.events()),
            second -> assertThat(second).startsWith("Waits behind"),
            third -> assertThat(third).startsWith("Waits behind"));
    assertThat(letters)
        .extracting(letter -> ByteBuffer.wrap(header(letter, KafkaHeaders.DLT_ORIGINAL_OFFSET)).getLong())
        .isSorted().doesNotHaveDuplicates();
  }

  /** Red when the key of a record is not compared with its owner. */
  @Test
  void an_event_without_a_readable_owner_stops_its_partition_and_no_other() {
    stream.create().publish(append(0, 1)).publish(append(1, 1));
    stream.publish(append(0, 1).getFirst(), record -> new ProducerRecord<>(record.topic(), record.partition(),
        "nobody".getBytes(UTF_8), record.value(), record.headers()));
    stream.publish(append(0, 1)).publish(append(1, 1));
    start();
    assertThat(awaitStop().reason()).isEqualTo(Reason.MALFORMED);
    awaitPositions(List.of(1L, 2L, 5L));
    assertThat(parked()).isEmpty();
  }

  @Test
  void a_replay_makes_the_exact_rows_while_the_owner_keeps_writing_to_two_instances() {
    stream.create();
    view.poison.add(3L);
    start();
    start();
    for (var round = 0; round < 10; round++) {
      stream.publish(append(0, 4)).publish(append(1, 1));
    }
    await().atMost(LONG).untilAsserted(() -> assertThat(parked()).hasSize(40));
    view.poison.clear();
    requestReplay();
    for (var round = 0; round < 10; round++) {
      stream.publish(append(0, 4)).publish(append(1, 1));
    }
    awaitPositions(100);
    assertThat(parked()).isEmpty();
    var owner = owners.getFirst();
    var order = view.batches.stream().flatMap(List::stream)
        .filter(position -> owner.equals(ownerOf(position)))
        .toList();
    assertThat(order).isSorted();
  }

  @Test
  void a_fault_of_the_database_is_tried_again_until_it_heals_and_only_what_is_committed_is_counted() {
    stream.create().publish(append(0, 3)).publish(append(1, 3));
    view.failures.set(4);
    var instance = start();
    awaitPositions(6);
    assertThat(view.failures).hasValue(0);
    var size = instance.meters.get("tasklog.feed.batch.size").tag("view", view.name()).summary();
    await().atMost(LONG).untilAsserted(() -> assertThat(size.totalAmount()).isEqualTo(6));
    assertThat(instance.meters.get("tasklog.feed.batch").tag("view", view.name()).timer().count())
        .isEqualTo(view.batches.size());
  }

  @Test
  void a_restart_goes_on_where_the_database_says_and_kafka_knows_nothing() throws Exception {
    stream.create().publish(append(0, 30)).publish(append(1, 30));
    start();
    awaitPositions(60);
    instances.removeFirst().close();
    stream.publish(append(0, 30)).publish(append(2, 30));
    start();
    awaitPositions(120);
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      var group = "tasklog-projection." + view.name() + ".g" + stream.generation();
      assertThat(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get()).isEmpty();
    }
  }

  @Test
  void a_second_instance_takes_its_part_and_each_knows_how_far_the_other_is() {
    stream.create().publish(append(0, 5));
    var one = start();
    var two = start();
    for (var round = 0; round < 20; round++) {
      stream.publish(append(round, 10));
    }
    awaitPositions(205);
    for (var owner : owners) {
      for (var instance : List.of(one, two)) {
        var last = lastOf(owner);
        assertThat(instance.progress.of(view.name()).await(owner, last, LONG)).isEqualTo(Waited.REACHED);
      }
    }
    one.close();
    stream.publish(append(0, 1)).publish(append(1, 1)).publish(append(2, 1));
    awaitPositions(208);
  }

  @Test
  void an_instance_that_was_overtaken_goes_on_from_where_the_other_is() {
    var first = append(0, 1);
    stream.create().publish(first);
    start();
    awaitPositions(1);
    var second = append(0, 1);
    // What another instance does that holds the same partition for a moment: one event, its position, its row.
    DATABASE.transactions().executeWithoutResult(_ -> {
      DATABASE.jdbc().sql("UPDATE projection_offset SET next_offset = next_offset + 2, position = 2"
          + " WHERE view = ? AND partition = ?").param(view.name()).param(stream.partition(first.getFirst()))
          .update();
      DATABASE.jdbc().sql("INSERT INTO kept VALUES (?, 2)").param(view.name()).update();
    });
    stream.publish(second).publish(append(0, 1));
    awaitPositions(3);
    assertThat(instances.getFirst().stops.all()).isEmpty();
  }

  @Test
  void a_topic_that_lost_what_comes_next_stops_the_partition() {
    stream.create().publish(append(0, 1)).publish(append(1, 1));
    start();
    awaitPositions(2);
    instances.removeFirst().close();
    DATABASE.jdbc().sql("UPDATE projection_offset SET next_offset = 1000 WHERE view = ? AND position = 1")
        .param(view.name()).update();
    start();
    assertThat(awaitStop().reason()).isEqualTo(Reason.TOPIC_CHANGED);
    stream.publish(append(1, 1));
    awaitPositions(3);
  }

  @Test
  void the_lag_is_known_from_heartbeats_grows_while_none_come_and_falls_to_zero_afterwards() {
    stream.create().publish(append(0, 1)).heartbeat(clock.instant().minusSeconds(100));
    var instance = start();
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(100));
    stream.heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(0));

    clock.move(Duration.ofHours(2));
    assertThat(lagsInSeconds(instance)).containsOnly(7200);
    assertThat(instance.progress.of(view.name()).lag()).contains(Duration.ofHours(2));
    assertThat(lagsInEvents(instance)).containsOnly(0);

    stream.publish(append(1, 3)).heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(0));
    assertThat(lagsInEvents(instance)).containsOnly(0);
    assertThat(instance.progress.of(view.name()).lag()).contains(Duration.ZERO);
  }

  @Test
  void the_lag_in_events_grows_while_the_database_is_away_and_falls_to_zero_afterwards() {
    stream.create().publish(append(0, 1)).heartbeat(clock.instant());
    var instance = start();
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInEvents(instance)).containsOnly(0));
    view.failures.set(Integer.MAX_VALUE);
    clock.move(Duration.ofSeconds(5));
    stream.publish(append(0, 4)).heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsExactly(5, 0, 0));
    assertThat(lagsInEvents(instance)).containsExactly(4, 0, 0);
    view.failures.set(0);
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(0));
    assertThat(lagsInEvents(instance)).containsOnly(0);
  }

  private List<Integer> lagsInSeconds(FeedFixture instance) {
    return ofPartitions(instance, "tasklog.feed.lag.seconds");
  }

  private List<Integer> lagsInEvents(FeedFixture instance) {
    return ofPartitions(instance, "tasklog.feed.lag.events");
  }

  /** Of each partition; -1 where it is not known. */
  private List<Integer> ofPartitions(FeedFixture instance, String gauge) {
    return IntStream.range(0, TestStream.PARTITIONS)
        .mapToDouble(partition -> instance.gauge(gauge, view, "partition", Integer.toString(partition)))
        .mapToObj(value -> Double.isNaN(value) ? -1 : (int) value).toList();
  }

  private FeedFixture start() {
    var instance = new FeedFixture(view, DATABASE, stream.generation(), clock).start();
    instances.add(instance);
    return instance;
  }

  /** So many events of one owner, in one append. */
  private List<RecordedEvent> append(int owner, int events) {
    return of(owners.get(owner % owners.size()), events);
  }

  private List<RecordedEvent> of(OwnerId owner, int events) {
    return history.append(Stream.generate(() -> History.created(owner, History.task())).limit(events)
        .toArray(TaskCreated[]::new));
  }

  private static ProducerRecord<byte[], byte[]> damaged(ProducerRecord<byte[], byte[]> record, byte[] value,
      String header, String with) {
    var damaged = new ProducerRecord<>(record.topic(), record.partition(), record.key(), value,
        record.headers());
    damaged.headers().add(header, with.getBytes(UTF_8));
    return damaged;
  }

  private List<String> parked() {
    return DATABASE.jdbc()
        .sql(
            "SELECT position || ' ' || coalesce(reason, 'null') FROM parked_event WHERE view = ? ORDER BY position")
        .param(view.name()).query((row, _) -> row.getString(1)).list();
  }

  /** As {@code infra/tasklog parked replay} does. */
  private void requestReplay() {
    DATABASE.jdbc().sql("UPDATE parked_owner SET replay_requested_at = now(), replay_requested_by = 'test'"
        + " WHERE view = ?").param(view.name()).update();
    DATABASE.jdbc().sql("SELECT pg_notify('projection_parked', '')").query((_, _) -> true).list();
  }

  private OwnerId ownerOf(long position) {
    return history.events().get((int) position - 1).owner();
  }

  private List<ConsumerRecord<byte[], byte[]>> letters(int number) {
    var letters = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", (Object) TestKafka.bootstrapServers(),
        "allow.auto.create.topics", "false"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var topic = stream.events() + "-dlt";
      await().atMost(LONG).ignoreExceptions().until(() -> consumer.listTopics().containsKey(topic));
      var partitions = consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await().atMost(LONG).until(() -> {
        consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
        return letters.size() >= number;
      });
    }
    return letters;
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Objects.requireNonNull(record.headers().lastHeader(name), name).value();
  }

  private long lastOf(OwnerId owner) {
    return history.events().stream().filter(event -> event.owner().equals(owner)).toList().getLast()
        .position();
  }

  private Stop awaitStop() {
    await().atMost(LONG)
        .until(() -> instances.stream().anyMatch(instance -> !instance.stops.all().isEmpty()));
    return instances.stream().flatMap(instance -> instance.stops.all().stream()).findFirst().orElseThrow();
  }

  private void awaitPositions(int all) {
    awaitPositions(LongStream.rangeClosed(1, all).boxed().toList());
  }

  private void awaitPositions(List<Long> positions) {
    await().atMost(LONG).untilAsserted(() -> assertThat(view.positions()).isEqualTo(positions));
  }

  /** One for each partition. */
  private static List<OwnerId> ownersOfAllPartitions() {
    return IntStream.range(0, TestStream.PARTITIONS).mapToObj(FeedTest::ownerOn).toList();
  }

  private static OwnerId ownerOn(int partition) {
    var partitioning = new Partitioning(TestStream.PARTITIONS);
    return Stream.generate(History::owner).filter(owner -> partitioning.of(owner) == partition)
        .findFirst().orElseThrow();
  }
}
