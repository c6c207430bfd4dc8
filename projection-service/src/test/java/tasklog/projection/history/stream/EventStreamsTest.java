package tasklog.projection.history.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventType;
import tasklog.projection.AnotherInstance;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.FeedFixture;
import tasklog.projection.feed.Partitioning;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.EventFilter;
import tasklog.projection.history.EventFilter.Type;
import tasklog.projection.history.EventQueries;
import tasklog.projection.history.HistoryView;
import tasklog.projection.history.stream.EventStream.Client;
import tasklog.projection.task.Scenes;
import tasklog.web.ProblemException;

/** Streams of events on instances that follow what others project. */
class EventStreamsTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final int MOST = 60;

  /** The service, as far as streams need it. */
  private static final class Instance implements AutoCloseable {

    private final HikariDataSource pool = new HikariDataSource();
    private final CountedStatements counted = new CountedStatements(pool);
    private final FeedFixture feed = new FeedFixture(List.of(new HistoryView(DATABASE.jdbc())),
        new ReadDatabase(DATABASE.database(), pool, counted.jdbc(), DATABASE.transactions()), 1);
    private final EventPages pages = new EventPages(new EventQueries(counted.jdbc()));
    private final AtomicReference<Instant> now = new AtomicReference<>(History.START);
    private final EventStreams streams;

    Instance(Duration heartbeat, Duration refresh) {
      streams = new EventStreams(new NewEvents(counted.jdbc()), feed.progress(),
          new EventStreamProperties(MOST, heartbeat, refresh), now::get, new SimpleMeterRegistry());
      pool.setDataSource(DATABASE.database().dataSource());
      pool.setMaximumPoolSize(4);
      pool.setMinimumIdle(0);
      feed.listen();
      streams.start();
      await().atMost(LONG).until(() -> feed.progress().of(HistoryView.NAME).positions().length > 0);
    }

    Listening open(OwnerId owner, long after, Type... types) {
      var listening = new Listening();
      open(owner, after, listening, listening::complete, types);
      return listening;
    }

    void open(OwnerId owner, long after, OutputStream out, Runnable complete, Type... types) {
      streams.enter();
      streams.add(new EventStream(streams, pages, new Snapshot(HistoryView.NAME, 1, 0),
          new EventFilter(owner, after, List.of(types), 20),
          new Client(History.START.plusSeconds(60), out, complete)));
    }

    @Override
    public void close() {
      streams.stop();
      feed.close();
      pool.close();
    }
  }

  /** A client that loses its connection now and then, and goes on at another instance after the last id. */
  private static final class Wanderer {

    private final OwnerId owner;
    private final Type[] types;
    private final List<Long> heard = new ArrayList<>();
    private Listening now = new Listening();

    Wanderer(OwnerId owner, Type... types) {
      this.owner = owner;
      this.types = types;
    }

    void go(Instance instance) {
      heard.addAll(now.cut());
      now = instance.open(owner, heard.isEmpty() ? 0 : heard.getLast(), types);
    }

    void assertHeard(List<FeedEvent> events) {
      var wanted = List.of(types).stream().map(Type::wire).toList();
      var expected = events.stream().filter(event -> event.recorded().owner().equals(owner))
          .filter(event -> wanted.isEmpty() || wanted.contains(event.recorded().ceType()))
          .map(FeedEvent::position).toList();
      now.awaitIds(expected.subList(heard.size(), expected.size()));
      assertThat(heard).isEqualTo(expected.subList(0, heard.size()));
    }
  }

  /** Beats and looks all the time; for tests to which nobody tells anything. */
  private static @Nullable Instance restless;

  private final HistoryView view = new HistoryView(DATABASE.jdbc());
  private final AnotherInstance another = new AnotherInstance(DATABASE, view);
  private final History history = new History();
  private final OwnerId owner = History.owner();
  private final List<Instance> instances = new ArrayList<>();

  @BeforeEach
  void empty() {
    another.begin();
  }

  @AfterEach
  void close() {
    instances.forEach(Instance::close);
  }

  @AfterAll
  static void closeRestless() {
    if (restless != null) {
      restless.close();
    }
  }

  private static Instance restless() {
    if (restless == null) {
      restless = new Instance(Duration.ofMillis(1), Duration.ofMillis(1));
    }
    return restless;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void each_event_comes_once_and_in_order_wherever_a_client_comes_back(long seed) {
    var random = new Random(seed);
    var both = List.of(start(NEVER, NEVER), start(NEVER, NEVER));
    var scenes = Scenes.random(seed, 80);
    var clients = new ArrayList<Wanderer>();
    for (var reader : scenes.stream().map(event -> event.recorded().owner()).distinct().toList()) {
      clients.add(new Wanderer(reader));
      clients.add(new Wanderer(reader, type(EventType.TASK_CREATED), type(EventType.TASK_RETITLED)));
    }
    for (var from = 0; from < scenes.size();) {
      clients.stream().filter(_ -> random.nextInt(3) == 0)
          .forEach(client -> client.go(both.get(random.nextInt(2))));
      var to = Math.min(scenes.size(), from + 1 + random.nextInt(12));
      another.project(scenes.subList(from, to));
      from = to;
    }
    clients.stream().filter(client -> client.heard.isEmpty()).forEach(client -> client.go(both.getFirst()));
    clients.forEach(client -> client.assertHeard(scenes));
  }

  @Test
  void a_stream_goes_on_however_much_it_is_behind() {
    var instance = start(NEVER, NEVER);
    another.project(created(owner, 70));
    var listening = instance.open(owner, 3);
    another.project(created(owner, 90));
    listening.awaitIds(IntStream.rangeClosed(4, 160).mapToObj(Long::valueOf).toList());
  }

  @Test
  void a_new_event_is_read_for_its_owner_only_and_once_for_all_streams() {
    var instance = start(NEVER, NEVER);
    var before = instance.counted.soFar();
    var others = IntStream.range(0, MOST / 2).mapToObj(_ -> instance.open(History.owner(), 0)).toList();
    var own = IntStream.range(0, MOST / 2).mapToObj(_ -> instance.open(owner, 0)).toList();
    // Each has looked once; nobody holds a connection any more but the one that listens.
    await().atMost(LONG).until(() -> instance.counted.soFar() - before >= MOST
        && instance.pool.getHikariPoolMXBean().getActiveConnections() == 1);
    var statements = instance.counted.during(() -> {
      another.project(created(owner, 1));
      own.forEach(listening -> listening.awaitIds(List.of(1L)));
    });
    // How far the view is; who has something new; at most four that read at the same time.
    assertThat(statements).isBetween(3, 7);
    assertThat(others).allSatisfy(listening -> assertThat(listening.ids()).isEmpty());
  }

  /** Red in {@code EventStreams.tellNew} without the lowest of the positions before. */
  @Test
  void what_comes_on_a_partition_that_is_behind_another_is_told() {
    var instance = start(NEVER, NEVER);
    var behind = ownerOn(0);
    var ahead = ownerOn(AnotherInstance.PARTITIONS - 1);
    var before = instance.counted.soFar();
    var late = instance.open(behind, 0);
    var early = instance.open(ahead, 0);
    await().atMost(LONG).until(() -> instance.counted.soFar() - before >= 2
        && instance.pool.getHikariPoolMXBean().getActiveConnections() == 1);
    var first = created(behind, 1);
    another.project(created(ahead, 1));
    early.awaitIds(List.of(2L));
    another.project(Stream.concat(first.stream(), created(ahead, 1).stream()).toList());
    early.awaitIds(List.of(2L, 3L));
    late.awaitIds(List.of(1L));
  }

  /** Red when a stream that cannot be written to stays. */
  @Test
  void a_client_that_does_not_read_holds_up_nobody_and_is_cut_off() {
    var instance = start(NEVER, NEVER);
    var blocked = new CountDownLatch(1);
    var timeOut = new CountDownLatch(1);
    instance.open(owner, 0, new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        blocked.countDown();
        awaitQuietly(timeOut);
        throw new SocketTimeoutException();
      }
    }, () -> {});
    var other = instance.open(owner, 0);
    another.project(created(owner, 1));
    awaitQuietly(blocked);
    another.project(created(owner, 1));
    other.awaitIds(List.of(1L, 2L));
    assertThat(instance.streams.size()).isEqualTo(2);
    timeOut.countDown();
    await().atMost(LONG).until(() -> instance.streams.size() == 1);
  }

  @Test
  void what_a_replay_adds_comes_although_nobody_tells_of_it() {
    var listening = restless().open(owner, 0);
    DATABASE.transactions().executeWithoutResult(_ -> view.apply(created(owner, 2)));
    listening.awaitIds(List.of(1L, 2L));
    listening.cut();
  }

  /** Red without the heartbeat in {@code EventStream.send}. */
  @Test
  void a_stream_that_has_nothing_to_say_shows_that_it_lives() {
    var listening = restless().open(owner, 0);
    await().atMost(LONG).until(() -> listening.text().startsWith(": \n\n: \n\n"));
    listening.cut();
  }

  @Test
  void a_stream_ends_with_its_token() {
    var listening = restless().open(owner, 0);
    restless().now.set(History.START.plusSeconds(60));
    await().atMost(LONG).until(listening::isComplete);
    restless().now.set(History.START);
    assertThat(listening.text()).endsWith(": the token has expired\n\n");
  }

  @Test
  void all_streams_end_before_the_service_stops_and_none_begins() {
    var instance = start(NEVER, NEVER);
    var open = IntStream.range(0, 10).mapToObj(_ -> instance.open(owner, 0)).toList();
    instance.streams.stop();
    open.forEach(listening -> await().atMost(LONG).until(listening::isComplete));
    assertThatThrownBy(instance.streams::enter).isInstanceOf(ProblemException.class);
    assertThat(instance.streams.size()).isZero();
  }

  @Test
  void more_than_so_many_are_refused_and_room_is_given_back() {
    var streams = restless().streams;
    await().atMost(LONG).until(() -> streams.size() == 0);
    var open = IntStream.range(0, MOST).mapToObj(_ -> restless().open(owner, 0)).toList();
    assertThatThrownBy(streams::enter).isInstanceOfSatisfying(ProblemException.class,
        refusal -> assertThat(refusal.headers()).containsKey("Retry-After"));
    open.forEach(Listening::cut);
    await().atMost(LONG).until(() -> streams.size() == 0);
  }

  private Instance start(Duration heartbeat, Duration refresh) {
    var instance = new Instance(heartbeat, refresh);
    instances.add(instance);
    return instance;
  }

  private static OwnerId ownerOn(int partition) {
    var partitioning = new Partitioning(AnotherInstance.PARTITIONS);
    return Stream.generate(History::owner).filter(owner -> partitioning.of(owner) == partition)
        .findFirst().orElseThrow();
  }

  private List<FeedEvent> created(OwnerId by, int number) {
    return history.feed(IntStream.range(0, number).mapToObj(_ -> History.created(by, History.task()))
        .toArray(TasklogEvent[]::new));
  }

  private static Type type(EventType type) {
    return new Type(type.eventName(), type.version(), type.ceType());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
