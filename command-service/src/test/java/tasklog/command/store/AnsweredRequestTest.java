package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.unless;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A request with a key is answered once: with its events, or without any, by whichever process. */
class AnsweredRequestTest {

  private static final UUID OWNER = UUID.randomUUID();
  private static final AppendCondition ALWAYS = AppendCondition.none();

  private final TestLog log = TestLog.empty();
  private final AnsweredRequests requests = new AnsweredRequests(JdbcClient.create(log.pool()));
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() throws Exception {
    callers.shutdownNow();
    log.close();
  }

  /** Red without {@code duplicates} in append_events. */
  @Test
  void an_append_is_remembered_with_the_position_of_its_first_event_and_refuses_its_duplicate() {
    var engine = log.engine();
    append(engine, event("before"));
    append(engine, request("a", "created"), ALWAYS, event("first"), event("second"));

    assertThat(requests.find(OWNER, "a")).hasValueSatisfying(found -> {
      assertThat(found.position()).isEqualTo(2);
      assertThat(found.status()).isEqualTo(201);
      assertThat(found.answer()).isEqualTo("created");
      assertThat(found.fingerprint()).isEqualTo(new byte[32]);
    });
    assertAnswered(() -> append(engine, request("a", "again"), ALWAYS, event("again")));
    assertThat(log.reader().head()).isEqualTo(3);
    assertThat(requests.find(UUID.randomUUID(), "a")).isEmpty();
  }

  @Test
  void of_many_duplicates_in_two_processes_one_appends() throws Exception {
    var engines = List.of(log.engine(), log.engine());
    var results = new ArrayList<Future<Appended>>();
    for (int i = 0; i < 24; i++) {
      var engine = engines.get(i % 2);
      results.add(callers.submit(() -> append(engine, request("a", "created"), ALWAYS, event("once"))));
    }
    int appended = 0;
    for (var result : results) {
      try {
        result.get();
        appended++;
      } catch (ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(RequestAlreadyAnsweredException.class);
      }
    }
    assertThat(appended).isEqualTo(1);
    assertThat(log.reader().head()).isEqualTo(1);
  }

  /** They never share a batch (WrittenTags): it would fail on them, and be taken apart. */
  @Test
  void of_duplicates_that_wait_for_the_same_batch_one_is_appended_and_their_neighbours_are_not_disturbed()
      throws Exception {
    var engine = log.engine();
    append(engine, request("a", "created"), ALWAYS, event("before"));
    var results = inOneBatch(engine, List.of(
        () -> append(engine, event("good 1")),
        () -> append(engine, request("b", "first"), ALWAYS, event("b 1"), event("b 2")),
        () -> append(engine, request("a", "again"), ALWAYS, event("a again")),
        () -> append(engine, request("b", "second"), ALWAYS, event("b again")),
        () -> append(engine, request("c", "first"), ALWAYS, event("c"))));

    assertThat(results.get(0)).succeedsWithin(Duration.ofSeconds(5));
    assertThat(results.get(1)).succeedsWithin(Duration.ofSeconds(5));
    assertAnswered(results.get(2)::get);
    assertAnswered(results.get(3)::get);
    assertThat(results.get(4)).succeedsWithin(Duration.ofSeconds(5));
    assertThat(log.reader().read(2, 10)).extracting(LoggedEvent::payload)
        .containsExactly("good 1", "b 1", "b 2", "c");
    assertThat(requests.find(OWNER, "b").orElseThrow()).returns(4L, AnsweredRequest::position)
        .returns("first", AnsweredRequest::answer);
    assertThat(requests.find(OWNER, "c").orElseThrow().position()).isEqualTo(6);
  }

  /** Red when the rows are inserted for items that a criterion has rejected. */
  @Test
  void an_append_that_is_refused_on_its_condition_is_not_remembered() {
    var engine = log.engine();
    append(engine, event("in the way", tag("a")));
    assertThatThrownBy(() -> append(engine, request("a", "created"), unless(tag("a")), event("refused")))
        .isInstanceOf(AppendEventsTransactionRejectedException.class);
    assertThat(requests.find(OWNER, "a")).isEmpty();
    append(engine, request("a", "created"), unless(tag("b")), event("decided anew", tag("b")));
    assertAnswered(
        () -> append(engine, request("a", "again"), unless(tag("b")), event("its own are in the way")));
  }

  @Test
  void what_was_answered_without_events_stays_answered() {
    var engine = log.engine();
    assertThat(requests.put(request("a", "refused"))).isTrue();
    assertThat(requests.put(request("a", "other"))).isFalse();
    assertAnswered(() -> append(engine, request("a", "created"), ALWAYS, event("too late")));
    append(engine, request("b", "created"), ALWAYS, event("first"));
    assertThat(requests.put(request("b", "refused"))).isFalse();
    assertThat(requests.find(OWNER, "a").orElseThrow()).returns("refused", AnsweredRequest::answer)
        .returns(0L, AnsweredRequest::position);
    assertThat(requests.find(OWNER, "b").orElseThrow().answer()).isEqualTo("created");
  }

  /** Red without the exception in append_events: the events would be stored, and their answer lost. */
  @Test
  void a_request_that_is_answered_without_events_while_its_duplicate_is_appended_is_answered_once()
      throws Exception {
    var engine = log.engine();
    List<Future<Appended>> results;
    try (var open = log.direct().getConnection()) {
      open.setAutoCommit(false);
      execute(open, """
          INSERT INTO request (owner, key, fingerprint, status, answer, position, created_at, expires_at)
          VALUES ('%s', 'a', sha256(''), 404, 'refused', 0, now(), now() + interval '1 day')"""
          .formatted(OWNER));
      results = inOneBatch(engine, List.of(
          () -> append(engine, event("good 1")),
          () -> append(engine, request("a", "created"), ALWAYS, event("duplicate")),
          () -> append(engine, request("b", "created"), ALWAYS, event("good 2"))));
      await().until(() -> log.number("""
          SELECT count(*) FROM pg_stat_activity
           WHERE datname = current_database() AND wait_event = 'transactionid'""") == 1);
      open.commit();
    }
    assertThat(results.get(0)).succeedsWithin(Duration.ofSeconds(5));
    assertAnswered(results.get(1)::get);
    assertThat(results.get(2)).succeedsWithin(Duration.ofSeconds(5));
    assertThat(log.reader().read(1, 10)).extracting(LoggedEvent::payload)
        .containsExactlyInAnyOrder("good 1", "good 2");
    assertThat(requests.find(OWNER, "a").orElseThrow().answer()).isEqualTo("refused");
  }

  /** Red when AppendSettlement looks for the append after a conflict only: it would be its own duplicate. */
  @Test
  void an_append_whose_answer_is_lost_is_found_and_is_no_duplicate_of_itself() throws Exception {
    try (var proxy = log.proxy()) {
      var engine = log.engine(proxy.dataSource(), new StoreSettings(Duration.ofSeconds(3), 512, 100));
      append(engine, event("before"));
      proxy.cutAtNextAnswer();
      assertThat(append(engine, request("a", "created"), ALWAYS, event("cut off"))).returns(2L,
          Appended::last);
      proxy.cutAtNextAnswerForGood();
      assertThatThrownBy(() -> append(engine, request("b", "created"), ALWAYS, event("who knows")))
          .isInstanceOf(AppendOutcomeUnknownException.class);
      proxy.open();
      assertAnswered(() -> append(engine, request("b", "again"), ALWAYS, event("a retry finds out")));
    }
    assertThat(requests.find(OWNER, "a").orElseThrow().position()).isEqualTo(2);
    assertThat(requests.find(OWNER, "b").orElseThrow().position()).isEqualTo(3);
    assertThat(log.reader().head()).isEqualTo(3);
  }

  /** Red without {@code expires_at} in either of the statements. */
  @Test
  void an_expired_key_counts_as_unused() {
    var engine = log.engine();
    append(engine, request("a", "created"), ALWAYS, event("first"));
    requests.put(request("b", "refused"));
    age();
    assertThat(requests.find(OWNER, "a")).isEmpty();
    assertThat(requests.put(request("a", "refused"))).isTrue();
    append(engine, request("b", "created"), ALWAYS, event("second"));
    assertThat(requests.find(OWNER, "a").orElseThrow().answer()).isEqualTo("refused");
    assertThat(requests.find(OWNER, "b").orElseThrow().position()).isEqualTo(2);
  }

  /** Red without SKIP LOCKED: the second cleaner would wait; and without LIMIT. */
  @Test
  void what_has_expired_is_deleted_bit_by_bit_by_any_number_of_processes() throws Exception {
    for (int i = 0; i < 5; i++) {
      requests.put(request("old " + i, "x"));
    }
    age();
    requests.put(request("old 0", "used again"));
    requests.put(request("new", "x"));
    try (var other = log.direct().getConnection()) {
      other.setAutoCommit(false);
      execute(other, "SELECT FROM request WHERE key = 'old 1' FOR UPDATE");
      assertThat(requests.deleteExpired(2)).isEqualTo(2);
      assertThat(requests.deleteExpired(2)).isEqualTo(1);
      // A session that is only closed may keep its locks a moment longer than the call.
      other.rollback();
    }
    assertThat(requests.deleteExpired(2)).isEqualTo(1);
    assertThat(requests.deleteExpired(2)).isZero();
    assertThat(log.number("SELECT count(*) FROM request WHERE key IN ('old 0', 'new')")).isEqualTo(2);
  }

  @Test
  void finding_and_deleting_use_indexes() throws Exception {
    try (var session = log.direct().getConnection(); var statement = session.createStatement()) {
      for (var sql : List.of("SELECT status FROM request WHERE owner = gen_random_uuid() AND key = 'a'",
          "SELECT key FROM request WHERE expires_at <= now() ORDER BY expires_at LIMIT 10")) {
        statement.execute("SET enable_seqscan = off");
        try (var plan = statement.executeQuery("EXPLAIN " + sql)) {
          var lines = new ArrayList<String>();
          while (plan.next()) {
            lines.add(plan.getString(1));
          }
          assertThat(lines).anyMatch(line -> line.contains("Index"));
        }
      }
    }
  }

  private void age() {
    log.execute(
        """
            UPDATE request SET created_at = created_at - interval '25 hours', expires_at = expires_at - interval '25 hours'""");
  }

  private static NewRequest request(String key, String answer) {
    return new NewRequest(OWNER, key, new byte[32], 201, answer, Duration.ofHours(24));
  }

  private static void assertAnswered(Callable<?> append) {
    assertThatThrownBy(append::call).satisfiesAnyOf(
        failure -> assertThat(failure).isInstanceOf(RequestAlreadyAnsweredException.class),
        failure -> assertThat(failure).hasCauseInstanceOf(RequestAlreadyAnsweredException.class));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** One append opens the way and is made to wait for the lock; the others queue behind it, in their order. */
  private List<Future<Appended>> inOneBatch(PostgresEventStorageEngine engine,
      List<? extends Callable<Appended>> appends) throws Exception {
    var results = new ArrayList<Future<Appended>>();
    try (var _ = log.holdLock()) {
      callers.execute(() -> append(engine, event("opens the way")));
      await().until(() -> log.number(
          "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
      for (var one : appends) {
        results.add(callers.submit(one));
        await().pollInterval(Duration.ofMillis(1)).until(() -> engine.waiting() == results.size());
      }
    }
    return results;
  }
}
