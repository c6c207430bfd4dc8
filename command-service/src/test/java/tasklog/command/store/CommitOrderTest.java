package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.source;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guarantees 1 and 8: who sees a position has seen all before it, and time does not go back along positions. */
class CommitOrderTest {

  private final TestLog log = TestLog.empty();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /**
   * Red with positions from a sequence instead of {@code PERFORM lock_log()}: a reader passes the open append. Without
   * the lock alone, the later ones fail on its position.
   */
  @Test
  void no_reader_passes_an_append_that_is_still_open() throws Exception {
    var reader = log.reader();
    var engines = List.of(log.engine(), log.engine());
    var open = log.direct().getConnection();
    open.setAutoCommit(false);
    var held = new AppendRequest(List.of(NewEvent.of(event("held"), new TextCodec(),
        NameRegistry.ofTagKinds(log.pool()), NameRegistry.ofEventTypes(log.pool()))), List.of(), null, 0);
    new AppendBatch(List.of(held)).commit(open);

    var later = engines.stream()
        .map(engine -> CompletableFuture.supplyAsync(() -> append(engine, event("later")))).toList();
    await().until(() -> later.stream().filter(CompletableFuture::isDone).count()
        + log.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 2);
    assertThat(reader.read(0, 10)).isEmpty();
    assertThat(reader.awaitBeyond(0, Duration.ZERO)).isFalse();
    assertThat(source(engines.getFirst(), EventCriteria.havingAnyTag()).events()).isEmpty();

    open.commit();
    open.close();
    assertThat(later).extracting(one -> one.join().last()).containsExactlyInAnyOrder(2L, 3L);
    assertThat(reader.read(0, 10)).extracting(LoggedEvent::payload)
        .containsExactly("held", "later", "later");
  }

  /** Red with {@code clock_timestamp()} alone for {@code recorded_at} in append_events. */
  @Test
  void recorded_at_never_goes_back_when_the_clock_does() {
    var engine = log.engine();
    var first = append(engine, event("by a clock that is an hour ahead"));
    log.execute("UPDATE event SET recorded_at = recorded_at + interval '1 hour'");

    var second = append(engine, event("by a clock that was put right"));

    assertThat(second.recordedAt()).isEqualTo(first.recordedAt().plus(Duration.ofHours(1)));
    assertThat(log.reader().read(0, 10)).extracting(LoggedEvent::recordedAt)
        .containsExactly(second.recordedAt(), second.recordedAt());
  }

  /** Red without the look at {@code transaction_isolation} in append_events. */
  @Test
  void appending_is_refused_where_checks_could_not_see_what_others_have_committed() throws Exception {
    try (var connection = log.direct().getConnection(); var statement = connection.createStatement()) {
      statement.execute("SET default_transaction_isolation = 'repeatable read'");
      var request = new AppendRequest(List.of(), List.of(), null, 0);
      assertThat(catchThrowable(
          () -> new AppendBatch(List.of(request)).commit(connection)))
          .hasMessageContaining("READ COMMITTED");
    }
  }
}
