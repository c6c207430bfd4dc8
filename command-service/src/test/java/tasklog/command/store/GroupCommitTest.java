package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.at;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.unless;
import static tasklog.command.store.TestEvents.withId;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Guarantee 4: appends share transactions, and nothing else. */
class GroupCommitTest {

  private final TestLog log = TestLog.empty();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() throws Exception {
    callers.shutdownNow();
    log.close();
  }

  /** Appends that PostgreSQL refuses for what they hold, each for another reason. */
  private enum Bad {
    ID_TAKEN("23505") {
      @Override
      TaggedEventMessage<EventMessage> event() {
        return withId(TAKEN, "bad");
      }
    },
    TIME_PAST_ALL_TIMES("22009") {
      @Override
      TaggedEventMessage<EventMessage> event() {
        return at(Instant.MAX, Map.of());
      }
    },
    ACTOR_OF_NO_TYPE("23514") {
      @Override
      TaggedEventMessage<EventMessage> event() {
        return at(Instant.now(), Map.of(EventMetadata.ACTOR_TYPE, "", EventMetadata.ACTOR_ID, "x"));
      }
    },
    NUL_IN_A_NAME("22021") {
      @Override
      TaggedEventMessage<EventMessage> event() {
        return at(Instant.now(), Map.of(EventMetadata.ACTOR_TYPE, "user", EventMetadata.ACTOR_ID, "a\0"));
      }
    };

    static final UUID TAKEN = UUID.randomUUID();

    final String sqlState;

    Bad(String sqlState) {
      this.sqlState = sqlState;
    }

    abstract TaggedEventMessage<EventMessage> event();
  }

  /** Red when {@code settle} in GroupCommitWriter answers the whole batch with the failure. */
  @ParameterizedTest
  @EnumSource
  void one_bad_append_never_fails_those_that_share_its_batch(Bad bad) throws Exception {
    var engine = log.engine();
    append(engine, withId(Bad.TAKEN, "first", tag("a")));

    var results = inOneBatch(engine, List.of(
        () -> append(engine, event("good 1")),
        () -> append(engine, event("shares the fate"), bad.event()),
        () -> append(engine, event("good 2"), event("good 3")),
        () -> append(engine, unless(tag("a")), event("in conflict")),
        () -> append(engine, unless(tag("b")), event("good 4", tag("b")))));

    assertThat(results.get(1)).failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(EventStoreException.class)
        .havingRootCause().isInstanceOfSatisfying(SQLException.class,
            refused -> assertThat(refused.getSQLState()).isEqualTo(bad.sqlState));
    assertThat(results.get(3)).failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(AppendEventsTransactionRejectedException.class);
    assertThat(List.of(results.get(0).get().last(), results.get(2).get().last(), results.get(4).get().last()))
        .containsExactly(3L, 5L, 6L);
    var stored = log.reader().read(0, 100);
    assertThat(stored).extracting(LoggedEvent::payload)
        .containsExactly("first", "opens the way", "good 1", "good 2", "good 3", "good 4");
    assertThat(stored).extracting(LoggedEvent::position).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
  }

  /** Red without {@code written.touch} in GroupCommitWriter: both see the log as it was before their batch. */
  @Test
  void of_two_appends_in_one_batch_that_exclude_each_other_one_succeeds() throws Exception {
    var engine = log.engine();
    var results = inOneBatch(engine, List.of(
        () -> append(engine, unless(tag("a")), event("one", tag("a"))),
        () -> append(engine, unless(tag("a")), event("two", tag("a"))),
        () -> append(engine, unless(tag("b")), event("three", tag("b")))));

    assertThat(results.get(0)).succeedsWithin(Duration.ofSeconds(5));
    assertThat(results.get(1)).failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(AppendEventsTransactionRejectedException.class);
    assertThat(results.get(2)).succeedsWithin(Duration.ofSeconds(5));
  }

  @Test
  void appends_that_wait_together_are_recorded_together() throws Exception {
    var engine = log.engine();
    var appends = new ArrayList<Supplier<Appended>>();
    for (int i = 0; i < 50; i++) {
      appends.add(() -> append(engine, event("one of many")));
    }
    for (var result : inOneBatch(engine, appends)) {
      result.get();
    }
    assertThat(log.number("SELECT count(DISTINCT recorded_at) FROM event")).isEqualTo(2);
  }

  /** Red when AppendBatch commits by a statement of its own: the lock is held until the client sends it. */
  @Test
  void a_process_that_stalls_while_it_appends_keeps_no_other_waiting() throws Exception {
    var patient = new StoreSettings(Duration.ofSeconds(30), 512, 10);
    try (var proxy = log.proxy()) {
      var stalling = log.engine(proxy.dataSource(), patient);
      append(stalling, event("connects"));
      proxy.stallAtNextAnswer();
      var stalled = callers.submit(() -> append(stalling, event("of a process that stalls")));
      await().atMost(Duration.ofSeconds(20)).until(() -> log.reader().head() == 2);

      assertThat(append(log.engine(log.direct(), patient), event("of another process")).last()).isEqualTo(3);

      assertThat(stalled).isNotDone();
      proxy.open();
      assertThat(stalled.get().last()).isEqualTo(2);
    }
  }

  /** Red when {@code await} of AppendRequest waits without limit. */
  @Test
  void no_append_waits_past_its_deadline() throws Exception {
    var engine = log.engine(log.direct(), new StoreSettings(Duration.ofMillis(300), 512, 10));
    try (var _ = log.holdLock()) {
      var results = List.of(callers.submit(() -> append(engine, event("one"))),
          callers.submit(() -> append(engine, event("two"))));
      for (var result : results) {
        assertThat(result).failsWithin(Duration.ofSeconds(5)).withThrowableOfType(ExecutionException.class)
            .havingCause()
            .isInstanceOfAny(StoreUnavailableException.class, AppendOutcomeUnknownException.class);
      }
    }
    append(engine, event("later"));
  }

  @Test
  void more_than_the_queue_holds_is_refused_at_once() throws Exception {
    var engine = log.engine(log.direct(), new StoreSettings(Duration.ofSeconds(20), 512, 2));
    try (var _ = log.holdLock()) {
      callers.execute(() -> append(engine, event("taken")));
      awaitBlocked();
      callers.execute(() -> append(engine, event("waits 1")));
      callers.execute(() -> append(engine, event("waits 2")));
      await().until(() -> engine.waiting() == 2);
      assertThatThrownBy(() -> append(engine, event("one too many")))
          .isInstanceOf(StoreUnavailableException.class);
    }
    await().untilAsserted(() -> assertThat(log.reader().head()).isEqualTo(3));
  }

  /** Red when the loop of GroupCommitWriter ends on {@code closing} alone. */
  @Test
  void closing_writes_what_is_queued_and_takes_nothing_more() throws Exception {
    var engine = log.engine();
    var results = new ArrayList<Future<Appended>>();
    try (var _ = log.holdLock()) {
      results.add(callers.submit(() -> append(engine, event("taken"))));
      awaitBlocked();
      results.add(callers.submit(() -> append(engine, event("queued"))));
      await().until(() -> engine.waiting() == 1);
      callers.execute(engine::close);
      await().untilAsserted(() -> assertThatThrownBy(() -> append(engine, event("too late")))
          .isInstanceOf(StoreUnavailableException.class).hasMessageContaining("closing"));
    }
    for (var result : results) {
      assertThat(result).succeedsWithin(Duration.ofSeconds(5));
    }
    assertThat(log.reader().head()).isEqualTo(2);
  }

  /** One append opens the way and is made to wait for the lock; the others queue behind it, in their order. */
  private List<Future<Appended>> inOneBatch(
      PostgresEventStorageEngine engine, List<? extends Supplier<Appended>> appends)
      throws Exception {
    var results = new ArrayList<Future<Appended>>();
    try (var _ = log.holdLock()) {
      callers.execute(() -> append(engine, event("opens the way")));
      awaitBlocked();
      for (var one : appends) {
        results.add(callers.submit(one::get));
        await().pollInterval(Duration.ofMillis(1)).until(() -> engine.waiting() == results.size());
      }
    }
    return results;
  }

  private void awaitBlocked() {
    await().until(
        () -> log.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
  }
}
