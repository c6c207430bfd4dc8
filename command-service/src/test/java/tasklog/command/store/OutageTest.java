package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.source;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.unless;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.NestedExceptionUtils;
import tasklog.testkit.TestPostgres;

/** Whatever is wrong with the database, an append or a read ends, and says how; when it is well again all goes on. */
class OutageTest {

  /** Long after every deadline here: who waits for longer hangs. */
  private static final long HANGS_SECONDS = 30;

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    callers.shutdownNow();
  }

  /** The tables are on a file system of their own, the log that PostgreSQL writes ahead is not. */
  @Test
  void on_a_full_disk_appends_are_refused_for_certain_and_go_on_when_there_is_space() throws Exception {
    try (var log = TestLog.in(TestPostgres.newDatabaseOnSmallDisk("full"))) {
      var engine = log.engine();
      append(engine, event("before", tag("full")));
      log.execute("CREATE UNLOGGED TABLE ballast (line text STORAGE EXTERNAL)");
      assertThatThrownBy(() -> log.execute(
          "INSERT INTO ballast SELECT repeat(n::text, 1000) FROM generate_series(1, 100000) n"))
          .rootCause().isInstanceOfSatisfying(SQLException.class,
              full -> assertThat(full.getSQLState()).isEqualTo("53100"));

      long stored = appendUntilRefused(log, engine);
      assertThat(log.reader().head()).isEqualTo(stored);
      assertThat(source(engine, EventCriteria.havingTags(tag("full"))).payloads()).hasSize((int) stored);

      log.execute("DROP TABLE ballast");
      assertThat(append(engine, unless(tag("after")), event("after", tag("after")))).returns(stored + 1,
          Appended::last);
    }
  }

  /** @return the position of the last append that there was room for, in pages that the tables had already */
  private static long appendUntilRefused(TestLog log, PostgresEventStorageEngine engine) {
    long last = log.reader().head();
    try {
      while (true) {
        last = append(engine, event("x".repeat(1_000), tag("full"))).last();
      }
    } catch (StoreUnavailableException refused) {
      assertThat(NestedExceptionUtils.getMostSpecificCause(refused)).isInstanceOfSatisfying(
          SQLException.class,
          full -> assertThat(full.getSQLState()).isEqualTo("53100"));
      return last;
    }
  }

  /** One append is with the server already, which may yet do it; the other has not left this process. */
  @Test
  void a_lock_that_is_held_for_longer_than_the_deadline_ends_in_a_refusal_or_in_doubt() throws Exception {
    try (var log = TestLog.empty()) {
      var engine = log.engine(log.direct(), new StoreSettings(Duration.ofSeconds(1), 512, 100));
      append(engine, event("before"));
      try (var holder = log.holdLock()) {
        var sent = callers.submit(() -> append(engine, event("sent")));
        log.awaitLockedOut();
        var queued = callers
            .submit(() -> Deadline.within(Duration.ofMillis(100), appending(engine, "queued")));
        assertThatThrownBy(() -> outcome(queued)).hasRootCauseInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> outcome(sent)).hasRootCauseInstanceOf(AppendOutcomeUnknownException.class);
        holder.rollback();
      }
      append(engine, event("after"));
      assertThat(log.reader().read(0, 10)).extracting(LoggedEvent::payload)
          .containsSubsequence("before", "after").doesNotContain("queued");
    }
  }

  /** Whoever waits is told; what the server still does for them is ended by its own time-out. */
  @Test
  void what_cannot_be_read_is_given_up_at_the_deadline() throws Exception {
    try (var log = TestLog.empty(); var holder = log.direct().getConnection()) {
      var engine = log.engine();
      append(engine, event("read"));
      holder.setAutoCommit(false);
      holder.createStatement().execute("LOCK TABLE event");
      var read = callers.submit(() -> Deadline.within(Duration.ofMillis(300),
          () -> source(engine, EventCriteria.havingAnyTag())));
      assertThatThrownBy(() -> outcome(read)).hasRootCauseInstanceOf(SocketTimeoutException.class)
          .cause().hasCauseInstanceOf(StoreUnavailableException.class);
      holder.rollback();
      assertThat(source(engine, EventCriteria.havingAnyTag()).payloads()).containsExactly("read");
    }
  }

  /** The writer has a connection of its own. */
  @Test
  void with_every_pooled_connection_taken_reads_are_refused_and_appends_go_on() throws Exception {
    try (var log = TestLog.empty()) {
      var engine = log.engine();
      append(engine, event("before"));
      log.patience(Duration.ofMillis(300));
      try (var _ = log.holdPool()) {
        append(engine, event("needs none of them"));
        var read = callers.submit(() -> source(engine, EventCriteria.havingAnyTag()));
        assertThatThrownBy(() -> outcome(read)).cause().hasCauseInstanceOf(StoreUnavailableException.class);
      }
      assertThat(source(engine, EventCriteria.havingAnyTag()).payloads()).hasSize(2);
    }
  }

  /** Red without {@code Deadline.in} in PostgresEventStorageEngine: it would have its own five seconds. */
  @Test
  void an_append_has_only_the_time_that_is_left_for_all() throws Exception {
    try (var log = TestLog.empty()) {
      var engine = log.engine(log.direct(), new StoreSettings(Duration.ofMinutes(5), 512, 100));
      append(engine, event("before"));
      try (var holder = log.holdLock()) {
        var late = callers.submit(() -> Deadline.within(Duration.ofMillis(300), appending(engine, "late")));
        assertThatThrownBy(() -> outcome(late)).hasRootCauseInstanceOf(AppendOutcomeUnknownException.class);
        holder.rollback();
      }
    }
  }

  private static Supplier<Appended> appending(PostgresEventStorageEngine engine, String text) {
    return () -> append(engine, event(text));
  }

  private static <T> T outcome(Future<T> call) throws Exception {
    return call.get(HANGS_SECONDS, TimeUnit.SECONDS);
  }
}
