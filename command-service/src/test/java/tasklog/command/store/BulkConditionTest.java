package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.unless;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guarantee 6: the many checks of a bulk append run before the lock, and are completed under it. */
class BulkConditionTest {

  private static final AppendCondition MANY = unless(
      IntStream.range(0, 100).mapToObj(TestEvents::tag).toArray(Tag[]::new));

  private final TestLog log = TestLog.empty();
  private final PostgresEventStorageEngine engine = log.engine();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /** Red when {@code checkBefore} of PostgresEventStorageEngine does not look: it waits for the lock, in vain. */
  @Test
  void a_conflict_is_found_without_the_lock() throws Exception {
    append(log.engine(), event("in the way", tag(50))); // another process: this one does not know
    try (var holder = log.holdLock()) {
      assertThatThrownBy(() -> append(engine, MANY, event("bulk")))
          .isInstanceOf(AppendEventsTransactionRejectedException.class);
      holder.rollback();
    }
  }

  /** Red when what was looked for before the lock is not looked for under it. */
  @Test
  void what_comes_between_the_look_and_the_lock_is_a_conflict_too() throws Exception {
    try (var holder = log.holdLock()) {
      var bulk = CompletableFuture.supplyAsync(() -> append(engine, MANY, event("bulk")));
      await().until(
          () -> log.number("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);
      appendWithin(holder, event("faster", tag(50)));
      holder.commit();
      assertThat(bulk).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class)
          .withCauseInstanceOf(AppendEventsTransactionRejectedException.class);
    }
    assertThat(log.reader().read(0, 10)).extracting(LoggedEvent::payload).containsExactly("faster");
  }

  private void appendWithin(Connection holder,
      TaggedEventMessage<?> event) throws Exception {
    var encoded = NewEvent.of(event, new TextCodec(), NameRegistry.ofTagKinds(log.pool()),
        NameRegistry.ofEventTypes(log.pool()));
    new AppendBatch(List.of(new AppendRequest(List.of(encoded), List.of(), null, 0))).commit(holder);
  }
}
