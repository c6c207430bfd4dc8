package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.unless;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.testkit.TestPostgres;

/** Guarantee 3: what is acknowledged is stored, once; what is not is stored whole or not at all. */
class LostConnectionTest {

  private final TestLog log = TestLog.empty();
  private final CuttingProxy proxy = log.proxy();
  private final PostgresEventStorageEngine engine = log.engine(proxy.dataSource(),
      new StoreSettings(Duration.ofSeconds(3), 512, 100));

  @BeforeEach
  void connect() {
    append(engine, event("before"));
  }

  @AfterEach
  void close() throws Exception {
    proxy.open();
    log.close();
    proxy.close();
  }

  /** Red without {@code find} in AppendSettlement: the second try fails on the id that the first has stored. */
  @Test
  void an_append_whose_answer_is_lost_is_found_and_not_stored_twice() {
    proxy.cutAtNextAnswer();
    assertThat(append(engine, event("committed, then cut off"))).returns(2L, Appended::last);
    assertThat(log.reader().read(1, 10)).extracting(LoggedEvent::payload)
        .containsExactly("committed, then cut off");
  }

  /** Red without {@code find}: its own event would be the conflict that refuses it. */
  @Test
  void a_conditional_append_whose_answer_is_lost_is_not_refused_for_its_own_events() {
    proxy.cutAtNextAnswer();
    assertThat(append(engine, unless(tag("a")), event("first of its kind", tag("a")))).returns(2L,
        Appended::last);
    assertThatThrownBy(() -> append(engine, unless(tag("a")), event("second", tag("a"))))
        .isInstanceOf(AppendEventsTransactionRejectedException.class);
  }

  @Test
  void an_append_that_never_arrived_is_tried_again() {
    proxy.cutAtNextRequest();
    assertThat(append(engine, event("cut off, then sent again"))).returns(2L, Appended::last);
    assertThat(log.reader().head()).isEqualTo(2);
  }

  /** Red when {@code settle} goes on although nobody waits, or {@code await} has no limit. */
  @Test
  void an_append_whose_answer_stays_lost_is_said_to_be_unknown_at_its_deadline() {
    proxy.cutAtNextAnswerForGood();
    assertThatThrownBy(() -> append(engine, event("who knows")))
        .isInstanceOf(AppendOutcomeUnknownException.class);
    assertThatThrownBy(() -> append(engine, event("certainly not stored")))
        .isInstanceOf(StoreUnavailableException.class);
    proxy.open();
    append(engine, event("after"));
    assertThat(log.reader().read(1, 10)).extracting(LoggedEvent::payload).containsExactly("who knows",
        "after");
  }

  /** Red when AppendSettlement takes UNAVAILABLE for an answer while it is in doubt: that says that nothing is stored. */
  @Test
  void an_append_whose_answer_is_lost_is_not_said_to_be_refused_while_nobody_may_connect() throws Exception {
    var database = catalog();
    allowConnections(database, false);
    proxy.cutAtNextAnswer();
    try {
      var result = CompletableFuture.supplyAsync(() -> append(engine, event("committed, then cut off")));
      assertThat(result).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(AppendOutcomeUnknownException.class);
    } finally {
      allowConnections(database, true);
    }
    assertThat(log.reader().read(1, 10)).extracting(LoggedEvent::payload)
        .containsExactly("committed, then cut off");
  }

  /** Red without the {@code set_config} in WriterConnection. */
  @Test
  void what_is_acknowledged_is_on_disk_whatever_the_server_does_for_others() throws Exception {
    log.execute("ALTER DATABASE " + catalog() + " SET synchronous_commit TO off");
    log.execute("""
        CREATE FUNCTION refuse_volatile() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('synchronous_commit') = 'off' THEN RAISE EXCEPTION 'not durable'; END IF;
          RETURN NEW;
        END $$""");
    log.execute(
        "CREATE TRIGGER durable BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION refuse_volatile()");
    assertThat(append(log.engine(), event("durable"))).returns(2L, Appended::last);
  }

  private String catalog() throws SQLException {
    try (var connection = log.direct().getConnection()) {
      return connection.getCatalog();
    }
  }

  private static void allowConnections(String database, boolean allowed) throws SQLException {
    try (var connection = TestPostgres.server().dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + statement.enquoteIdentifier(database, true)
          + " WITH ALLOW_CONNECTIONS " + allowed);
    }
  }

  /** Red when {@code settle} of GroupCommitWriter answers a lost batch with its failure, or takes it for stored. */
  @Test
  void sessions_killed_under_load_lose_nothing_and_double_nothing() throws Exception {
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = new ArrayList<Future<?>>();
      for (int caller = 0; caller < 16; caller++) {
        String name = "caller " + caller;
        callers.add(executor.submit(() -> {
          for (int i = 0; i < 25; i++) {
            var text = name + ", event " + i;
            append(engine, unless(tag(text)), event(text, tag(text)));
            acknowledged.add(text);
          }
        }));
      }
      while (!callers.stream().allMatch(Future::isDone)) {
        log.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND query LIKE '%append_events%' AND pid <> pg_backend_pid()");
        log.number("SELECT count(pg_sleep(0.1))");
      }
      for (var caller : callers) {
        caller.get();
      }
    }
    assertThat(log.reader().read(1, 10_000)).extracting(LoggedEvent::payload)
        .containsExactlyInAnyOrderElementsOf(acknowledged).hasSize(16 * 25);
  }
}
