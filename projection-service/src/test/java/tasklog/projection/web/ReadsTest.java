package tasklog.projection.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.events.OwnerId;
import tasklog.projection.AnotherInstance;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedFixture;
import tasklog.projection.feed.StreamProperties;
import tasklog.projection.feed.ViewProgress.Waited;
import tasklog.projection.feed.parking.Parking;
import tasklog.projection.history.HistoryView;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.Prefer;

/** Reads that wait for a write, on instances that follow what another one projects. */
class ReadsTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final class Instance implements AutoCloseable {

    private final HikariDataSource pool = new HikariDataSource();
    private final CountedStatements counted = new CountedStatements(pool);
    private final FeedFixture feed = new FeedFixture(List.of(new HistoryView(DATABASE.jdbc())),
        new ReadDatabase(DATABASE.database(), pool, counted.jdbc(), DATABASE.transactions()), 1);
    private final Reads reads = new Reads(feed.progress(), new Parking(counted.jdbc()),
        new StreamProperties(1));

    Instance() {
      pool.setDataSource(DATABASE.database().dataSource());
      pool.setMinimumIdle(0);
      feed.listen();
      await().atMost(LONG).until(() -> feed.progress().of(HistoryView.NAME).positions().length > 0);
    }

    /** Longer than a read may. */
    CompletableFuture<Waited> waitFor(OwnerId owner, long position) {
      return CompletableFuture.supplyAsync(
          () -> feed.progress().of(HistoryView.NAME).await(owner, position, LONG),
          Thread::startVirtualThread);
    }

    Read read(OwnerId owner, long position) {
      return reads.begin(HistoryView.NAME, owner, ConsistencyToken.of(History.LOG, position),
          Prefer.parse(List.of("wait=10")));
    }

    boolean isFull() {
      return feed.progress().of(HistoryView.NAME).waiting() == FeedFixture.WAITERS;
    }

    @Override
    public void close() {
      feed.close();
      pool.close();
    }
  }

  private final AnotherInstance another = new AnotherInstance(DATABASE, new HistoryView(DATABASE.jdbc()));
  private final History history = new History();
  private final OwnerId owner = History.owner();
  private List<Instance> instances = List.of();

  @BeforeEach
  void start() {
    another.begin();
    DATABASE.jdbc().sql("DELETE FROM parked_owner").update();
    instances = List.of(new Instance(), new Instance());
  }

  @AfterEach
  void close() {
    instances.forEach(Instance::close);
  }

  @Test
  void however_many_wait_on_whichever_instance_each_instance_looks_once_for_all_of_them() {
    var waiting = new ArrayList<CompletableFuture<Waited>>();
    for (var instance : instances) {
      IntStream.range(0, FeedFixture.WAITERS).forEach(_ -> waiting.add(instance.waitFor(owner, 1)));
      await().atMost(LONG).until(instance::isFull);
    }
    var statements = during(() -> {
      another.project(history.feed(History.created(owner, History.task())));
      waiting.forEach(one -> assertThat(one.join()).isEqualTo(Waited.REACHED));
    });
    // One, and at most one more for what it looks up now and then anyway.
    assertThat(statements).allSatisfy(number -> assertThat(number).isBetween(1, 2));
  }

  @Test
  void who_comes_when_too_many_wait_is_sent_away_at_once_and_costs_nothing() {
    var instance = instances.getFirst();
    var waiting = IntStream.range(0, FeedFixture.WAITERS).mapToObj(_ -> instance.waitFor(owner, 1)).toList();
    await().atMost(LONG).until(instance::isFull);
    var statements = during(() -> assertThatThrownBy(() -> instance.read(owner, 1))
        .isInstanceOfSatisfying(ProblemException.class, refusal -> {
          assertThat(refusal.code()).isEqualTo(ProblemCode.PROJECTION_BEHIND);
          assertThat(refusal.headers()).containsEntry("Retry-After", "1");
        }));
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThat(statements.getFirst()).isLessThanOrEqualTo(1);
    another.project(history.feed(History.created(owner, History.task())));
    waiting.forEach(one -> assertThat(one.join()).isEqualTo(Waited.REACHED));
    assertThat(instance.read(owner, 1)).isNotNull();
  }

  /** Red in {@code refuseIfParked} without the comparison with the token, and when it is by less. */
  @Test
  void who_has_seen_a_parked_event_or_one_behind_it_is_told_and_nobody_else() {
    var other = History.owner();
    another.project(history.feed(History.created(owner, History.task())));
    DATABASE.jdbc().sql("INSERT INTO parked_owner (view, owner_id, position, events) VALUES (?, ?, 2, 1)")
        .param(HistoryView.NAME).param(owner.value()).update();
    another
        .project(history.feed(History.created(owner, History.task()), History.created(owner, History.task()),
            History.created(other, History.task())));
    for (var instance : instances) {
      for (var position : List.of(3L, 2L)) {
        assertThatThrownBy(() -> instance.read(owner, position)).isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ProblemCode.PROJECTION_PARKED));
      }
      assertThat(instance.read(owner, 1)).isNotNull();
      assertThat(instance.read(other, 4)).isNotNull();
    }
  }

  /** How many statements each of the instances sends. */
  private List<Integer> during(Runnable action) {
    var second = new AtomicInteger();
    var first = instances.getFirst().counted
        .during(() -> second.set(instances.getLast().counted.during(action)));
    return List.of(first, second.get());
  }
}
