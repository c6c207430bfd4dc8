package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.parking.DeadLetters;
import tasklog.projection.feed.parking.ParkedRecord;
import tasklog.projection.feed.parking.Parking;
import tasklog.testkit.TestKafka;

/** What is set aside, and how it comes back, on the tables. */
class ParkingTest {

  private static final UUID LOG = UUID.randomUUID();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final FeedProperties PROPERTIES = new FeedProperties(1, Duration.ofMillis(1),
      Duration.ofMillis(1), Duration.ofSeconds(5), 10);
  private static final ReadDatabase DATABASE = database();

  private static ReadDatabase database() {
    var database = ReadDatabase.create();
    database.jdbc().sql("CREATE TABLE applied (view text, owner_id uuid, positions bigint[], note text"
        + " CHECK (note = ''), PRIMARY KEY (view, owner_id))").update();
    return database;
  }

  /** A row for each owner with its positions in the order in which they came; some break a CHECK until they are healed. */
  private static final class Ordered implements View {

    private final String name = "ordered-" + UUID.randomUUID();
    private final Set<Long> refused = ConcurrentHashMap.newKeySet();
    private Consumer<List<FeedEvent>> before = _ -> {};

    @Override
    public String name() {
      return name;
    }

    @Override
    public void apply(List<FeedEvent> events) {
      before.accept(events);
      for (var event : events) {
        DATABASE.jdbc().sql("""
            INSERT INTO applied VALUES (:view, :owner, ARRAY[:position], :note)
                ON CONFLICT (view, owner_id) DO UPDATE
               SET positions = applied.positions || excluded.positions, note = excluded.note
            """).param("view", name).param("owner", event.recorded().owner().value())
            .param("position", event.position())
            .param("note", refused.contains(event.position()) ? event.event().toString() : "").update();
      }
    }

    Map<OwnerId, List<Long>> rows() {
      var rows = new HashMap<OwnerId, List<Long>>();
      DATABASE.jdbc().sql("SELECT owner_id, positions FROM applied WHERE view = ?").param(name)
          .query(row -> {
            rows.put(new OwnerId(row.getObject("owner_id", UUID.class)),
                List.of((Long[]) row.getArray("positions").getArray()));
          });
      return rows;
    }
  }

  private final Ordered view = new Ordered();
  private final Partitioning partitioning = new Partitioning(1);
  private final tasklog.projection.feed.Stream stream = new tasklog.projection.feed.Stream(Records.TOPIC,
      UUID.randomUUID(), 1);
  private final History history = new History();
  private final OwnerId owner = History.owner();
  private final OwnerId other = History.owner();
  private final Records records = new Records(0);
  private final Parking parking = new Parking(DATABASE.jdbc());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private PartitionReader reader = reader(new Place(0, 0, null));

  @Test
  void a_record_comes_back_as_it_was_delivered() {
    var record = Records.of(0, 0, history.append(History.created(owner, History.task())).getFirst(), LOG, 0);
    var strange = new ConsumerRecord<>(record.topic(), 0, 0L, record.key(), new byte[]{'{', 0, -1});
    record.headers().forEach(strange.headers()::add);
    strange.headers().add("twice", new byte[]{0, -128}).add("twice", null).add("nul\0", new byte[0]);
    var noValue = new ConsumerRecord<byte[], byte[]>(record.topic(), 0, 1L, record.key(), null);
    Records.of(0, 1, history.append(History.created(owner, History.task())).getFirst(), LOG, 1).headers()
        .forEach(noValue.headers()::add);
    project(List.of(strange, noValue));
    copied();
    request(owner);
    var kept = DATABASE.transactions()
        .execute(_ -> parking.next(new Parking.ParkedOwner(view.name, owner), 10));
    assertThat(kept).hasSize(2);
    assertThat(kept.getFirst().record()).usingRecursiveComparison()
        .ignoringFields("headers", "serializedKeySize",
            "serializedValueSize", "leaderEpoch", "deliveryCount")
        .isEqualTo(strange);
    assertThat(kept.getFirst().record().headers().toArray()).isEqualTo(strange.headers().toArray());
    assertThat(kept.getLast().record().value()).isNull();
    assertThat(kept.getLast().record().headers().toArray()).isEqualTo(noValue.headers().toArray());
  }

  @Test
  void an_append_comes_back_whole_however_few_are_asked_for() {
    refuse(publish(owner, 3));
    publish(owner, 2);
    project();
    copied();
    var parked = new Parking.ParkedOwner(view.name, owner);
    assertThat(parking.next(parked, 1)).extracting(ParkedRecord::position).containsExactly(1L, 2L, 3L);
    assertThat(parking.next(parked, 4)).hasSize(5);
    DATABASE.jdbc().sql("UPDATE parked_event SET copied_at = NULL WHERE view = ? AND position = 2")
        .param(view.name)
        .update();
    assertThat(parking.next(parked, 4)).isEmpty();
  }

  @Test
  void nothing_counts_as_copied_that_the_broker_does_not_have() {
    refuse(publish(owner, 1));
    project();
    DATABASE.jdbc()
        .sql("UPDATE parked_event SET value = convert_to(repeat('x', 17000000), 'UTF8') WHERE view = ?")
        .param(view.name).update();
    var kafka = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers());
    var letters = new DeadLetters(DATABASE.jdbc(), DATABASE.transactions(), new KafkaAdmin(kafka),
        new DefaultKafkaProducerFactory<>(kafka));
    assertThatThrownBy(() -> letters.copy(view -> view)).isInstanceOf(KafkaException.class);
    assertThat(
        DATABASE.jdbc().sql("SELECT count(copied_at) FROM parked_event WHERE view = ?").param(view.name)
            .query(Long.class).single())
        .isZero();
  }

  @Test
  void what_follows_of_an_owner_is_parked_in_later_polls_and_after_a_restart_too() {
    publish(owner, 1);
    refuse(publish(owner, 1));
    project();
    publish(other, 1);
    publish(owner, 2);
    project();
    restart();
    publish(owner, 1);
    publish(other, 1);
    project();
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L), other, List.of(3L, 7L)));
    assertThat(parked()).containsExactly(2L, 4L, 5L, 6L);
    assertThat(parking.first(List.of("else", view.name), owner)).isEqualTo(OptionalLong.of(2));
    assertThat(parking.first(List.of(view.name), other)).isEmpty();
    assertThat(parking.counts()).contains(new Parking.Count(view.name, 1, 4));
  }

  @Test
  void a_replay_makes_the_rows_that_would_have_been() {
    refuse(publish(owner, 3));
    publish(owner, 1);
    publish(other, 1);
    project();
    view.refused.clear();
    copied();
    assertThat(replays().replay()).isFalse();
    request(owner);
    replay();
    publish(owner, 1);
    project();
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L, 2L, 3L, 4L, 6L), other, List.of(5L)));
    assertThat(parked()).isEmpty();
    assertThat(parking.counts()).contains(new Parking.Count(view.name, 0, 0));
  }

  @Test
  void what_still_fails_stays_parked_with_its_new_reason_and_all_behind_it() {
    var first = publish(owner, 1).getFirst();
    refuse(List.of(first));
    publish(owner, 2);
    var third = publish(owner, 2);
    publish(owner, 1);
    project();
    view.refused.clear();
    refuse(third.subList(1, 2));
    copied();
    request(owner);
    replay();
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L, 2L, 3L)));
    assertThat(parked()).containsExactly(4L, 5L, 6L);
    assertThat(DATABASE.jdbc().sql("SELECT position FROM parked_event WHERE view = ? AND reason = 'REFUSED'")
        .param(view.name).query(Long.class).list()).containsExactly(4L);
    assertThat(parking.first(List.of(view.name), owner)).isEqualTo(OptionalLong.of(4));
    assertThat(parking.requested()).extracting(Parking.ParkedOwner::view).doesNotContain(view.name);
  }

  @Test
  void nothing_is_replayed_before_its_copy_is_on_the_dead_letter_topic() {
    refuse(publish(owner, 1));
    publish(owner, 2);
    project();
    view.refused.clear();
    request(owner);
    replay();
    assertThat(view.rows()).isEmpty();
    DATABASE.jdbc().sql("UPDATE parked_event SET copied_at = now() WHERE view = ? AND position <= 2")
        .param(view.name).update();
    replay();
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L)));
    copied();
    replay();
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L, 2L, 3L)));
  }

  @Test
  void a_replay_that_loses_the_database_has_changed_nothing_and_is_done_again() {
    refuse(publish(owner, 2));
    project();
    view.refused.clear();
    copied();
    request(owner);
    view.before = _ -> {
      throw new DataAccessResourceFailureException("gone");
    };
    assertThat(CompletableFuture.runAsync(this::replay, threads)).failsWithin(LONG);
    assertThat(parked()).containsExactly(1L, 2L);
    view.before = _ -> {};
    replay();
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L, 2L)));
  }

  /** Red without FOR UPDATE in the statement that finds what a replay was requested for. */
  @Test
  void what_comes_while_an_owner_is_replayed_waits_for_its_end_and_is_applied_behind_it() throws Exception {
    refuse(publish(owner, 1));
    project();
    view.refused.clear();
    copied();
    request(owner);
    var replaying = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    view.before = events -> {
      if (events.getFirst().position() == 1) {
        replaying.countDown();
        await(go);
      }
    };
    var replay = CompletableFuture.runAsync(this::replay, threads);
    await(replaying);
    publish(owner, 1);
    var feed = CompletableFuture.runAsync(this::project, threads);
    awaitLock();
    go.countDown();
    replay.get(LONG.toSeconds(), TimeUnit.SECONDS);
    feed.get(LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(view.rows()).isEqualTo(Map.of(owner, List.of(1L, 2L)));
    assertThat(parked()).isEmpty();
  }

  @Test
  void a_topic_that_was_made_again_brings_nothing_twice() {
    refuse(publish(owner, 2));
    publish(owner, 1);
    project();
    DATABASE.jdbc().sql("UPDATE projection_offset SET next_offset = 0, position = 0 WHERE view = ?")
        .param(view.name).update();
    restart();
    project();
    assertThat(parked()).containsExactly(1L, 2L, 3L);
    assertThat(parking.counts()).contains(new Parking.Count(view.name, 1, 3));
  }

  /**
   * Several owners, poison of three kinds, polls and replays at any moment, restarts: the rows are those of the stream
   * without poison.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void after_all_replays_the_rows_are_those_of_a_stream_without_poison(long seed) {
    var random = new Random(seed);
    var owners = Stream.generate(History::owner).limit(4).toList();
    var sound = new HashMap<Long, ConsumerRecord<byte[], byte[]>>();
    for (var step = 0; step < 25; step++) {
      for (var appends = random.nextInt(6); appends > 0; appends--) {
        var append = publish(owners.get(random.nextInt(owners.size())), 1 + random.nextInt(3));
        if (random.nextInt(8) == 0) {
          poison(random, append.get(random.nextInt(append.size())), sound);
        }
      }
      switch (random.nextInt(5)) {
        case 0 -> restart();
        case 1 -> heal(random.nextInt(100), sound);
        default -> project();
      }
      if (random.nextInt(3) == 0) {
        owners.forEach(this::request);
        copied();
        replays().replay();
      }
    }
    project();
    heal(100, sound);
    owners.forEach(this::request);
    copied();
    replay();
    assertThat(parked()).isEmpty();
    var expected = history.events().stream().collect(
        groupingBy(RecordedEvent::owner, mapping(RecordedEvent::position, toList())));
    assertThat(view.rows()).isEqualTo(expected);
  }

  private void poison(Random random, RecordedEvent event, Map<Long, ConsumerRecord<byte[], byte[]>> sound) {
    if (random.nextBoolean()) {
      view.refused.add(event.position());
      return;
    }
    sound.put(event.position(), records.all().get((int) event.position() - 1));
    records.replace((int) event.position() - 1, record -> {
      var damaged = new ConsumerRecord<>(record.topic(), record.partition(), record.offset(), record.key(),
          random.nextBoolean() ? record.value() : new byte[]{-1, 0});
      record.headers().forEach(damaged.headers()::add);
      if (damaged.value() == record.value()) {
        damaged.headers().add("ce_type", "tasklog.TaskSung.v1".getBytes(UTF_8));
      }
      return damaged;
    });
  }

  /** What a newer release would read, or an operator repairs. */
  private void heal(int percent, Map<Long, ConsumerRecord<byte[], byte[]>> sound) {
    view.refused.removeIf(position -> position % 100 < percent);
    sound.forEach((position, record) -> {
      if (position % 100 < percent) {
        DATABASE.jdbc()
            .sql(
                """
                    UPDATE parked_event
                       SET value = :value,
                           headers = (SELECT json_agg(header ORDER BY place)
                                        FROM json_array_elements(headers) WITH ORDINALITY AS all_of (header, place)
                                       WHERE encode(decode(header ->> 1, 'base64'), 'escape') <> 'tasklog.TaskSung.v1')
                     WHERE view = :view AND position = :position
                    """)
            .param("value", record.value()).param("view", view.name).param("position", position).update();
      }
    });
  }

  /** One append; answers its events. */
  private List<RecordedEvent> publish(OwnerId of, int events) {
    var append = history.append(Stream.generate(() -> History.created(of, History.task())).limit(events)
        .toArray(TasklogEvent[]::new));
    records.add(LOG, append);
    return append;
  }

  private void refuse(List<RecordedEvent> events) {
    events.forEach(event -> view.refused.add(event.position()));
  }

  /** One poll of all that there is behind the last one. */
  private void project() {
    project(records.from((int) reader.place().next(), records.all().size()));
  }

  private void project(List<ConsumerRecord<byte[], byte[]>> polled) {
    var progress = progress();
    var projection = new Projection(view, new Offsets(DATABASE.jdbc(), new StreamProperties(1)), parking,
        DATABASE.transactions(), progress, new Instance());
    projection.places(stream, List.of(0));
    var reading = reader.read(polled);
    assertThat(reading.fault()).isNull();
    projection.apply(stream, reading.appends(), last -> {
      // Who waits for this append is let go now, and has to find that there is something to look up.
      assertThat(progress.of(view.name).parks() || parked().isEmpty()).isTrue();
      reader.committed(last);
    });
  }

  /** As another instance begins. */
  private void restart() {
    var offsets = new Offsets(DATABASE.jdbc(), new StreamProperties(1));
    offsets.register(view.name, stream);
    reader = reader(Objects.requireNonNull(offsets.places(view.name, stream, List.of(0)).get(0)));
  }

  private PartitionReader reader(Place place) {
    return new PartitionReader(0, partitioning, view.wants(), place);
  }

  private Progress progress() {
    return new Progress(List.of(view), new Offsets(DATABASE.jdbc(), new StreamProperties(1)), PROPERTIES,
        () -> History.START);
  }

  private Replays replays() {
    return new Replays(List.of(view), parking, DATABASE.transactions());
  }

  private void replay() {
    while (replays().replay()) {
      // goes on
    }
  }

  private void request(OwnerId of) {
    DATABASE.jdbc().sql("UPDATE parked_owner SET replay_requested_at = now(), replay_requested_by = 'me'"
        + " WHERE view = ? AND owner_id = ?").param(view.name).param(of.value()).update();
  }

  /** What {@link tasklog.projection.feed.parking.DeadLetters} does when Kafka is there. */
  private void copied() {
    DATABASE.jdbc().sql("UPDATE parked_event SET copied_at = now() WHERE view = ?").param(view.name).update();
  }

  private List<Long> parked() {
    return DATABASE.jdbc().sql("SELECT position FROM parked_event WHERE view = ? ORDER BY position")
        .param(view.name).query((row, _) -> row.getLong(1)).list();
  }

  /** Until a session waits for another one's lock. */
  private static void awaitLock() {
    Awaitility.await().atMost(LONG).until(() -> DATABASE.jdbc().sql(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database()) OR NOT granted AND database IS NULL)")
        .query(Boolean.class).single());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
