package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class EventLogTest {

  private static final Duration NEVER = Duration.ofHours(1);

  private final TestLog log = TestLog.empty();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /** Red when READ ends at {@code after + limit} instead of the end of the append that stands there. */
  @Test
  void reading_never_ends_within_an_append() {
    var engine = log.engine();
    var random = new Random(1);
    for (int i = 0; i < 40; i++) {
      append(engine, several(1 + random.nextInt(6)));
    }
    var reader = log.reader();
    for (int limit = 1; limit < 12; limit++) {
      long position = 0;
      while (position < reader.head()) {
        var read = reader.read(position, limit);
        assertThat(read.getFirst().position()).isEqualTo(position + 1);
        assertThat(read.getLast().position()).isEqualTo(read.getLast().appendLast());
        assertThat(read).hasSizeBetween(Math.toIntExact(Math.min(limit, reader.head() - position)),
            limit + 5);
        position = read.getLast().position();
      }
      assertThat(reader.read(position, limit)).isEmpty();
    }
  }

  /** Red without {@code pg_notify} in append_events, and without {@code listener.start()} in EventLog. */
  @Test
  void a_reader_is_woken_by_what_another_process_appends() throws Exception {
    try (var reader = new EventLog(log.pool(), log.direct(), NEVER)) {
      var woken = waiting(reader);
      await().until(() -> log.number("SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN event'"
          + " AND datname = current_database() AND state = 'idle'") == 1);
      append(log.engine(), event("of another process"));
      assertThat(woken).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
    }
  }

  /** Red without {@code onCommit} in GroupCommitWriter. */
  @Test
  void a_reader_is_woken_by_what_its_own_process_appends_without_listening() throws Exception {
    var nowhere = new PGSimpleDataSource();
    nowhere.setURL("jdbc:postgresql://127.0.0.1:1/nothing-listens-here");
    try (var reader = new EventLog(log.pool(), nowhere, NEVER);
        var engine = new PostgresEventStorageEngine(log.pool(), log.direct(), new TextCodec(), reader,
            StoreSettings.defaults(), new SimpleMeterRegistry())) {
      var woken = waiting(reader);
      append(engine, event("of this process"));
      assertThat(woken).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
    }
  }

  @Test
  void listening_goes_on_after_its_connection_was_cut() throws Exception {
    try (var reader = new EventLog(log.pool(), log.direct(), NEVER)) {
      var listening = "FROM pg_stat_activity WHERE query IN ('LISTEN event', 'SELECT 1')"
          + " AND datname = current_database() AND state = 'idle'";
      var woken = waiting(reader);
      await().until(() -> log.number("SELECT count(*) " + listening) == 1);
      long first = log.number("SELECT pid " + listening);
      log.execute("SELECT pg_terminate_backend(" + first + ")");
      await().until(() -> log.number("SELECT count(*) " + listening + " AND pid <> " + first) == 1);
      append(log.engine(), event("after the cut"));
      assertThat(woken).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(true);
    }
  }

  @Test
  void waiting_ends_at_its_time_out() throws Exception {
    assertThat(log.reader().awaitBeyond(0, Duration.ofMillis(50))).isFalse();
  }

  @Test
  void a_log_has_one_name_and_another_log_another() throws Exception {
    assertThat(log.reader().incarnation()).isEqualTo(log.reader().incarnation());
    try (var other = TestLog.empty()) {
      assertThat(other.reader().incarnation()).isNotEqualTo(log.reader().incarnation());
    }
  }

  private static CompletableFuture<Boolean> waiting(EventLog reader) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return reader.awaitBeyond(0, Duration.ofMinutes(5));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @SuppressWarnings("unchecked")
  private static TaggedEventMessage<EventMessage>[] several(int count) {
    return Stream.generate(() -> event("one of several")).limit(count).toArray(TaggedEventMessage[]::new);
  }
}
