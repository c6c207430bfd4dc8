package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;

import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/** Guarantee 9: what a process remembers of a log is not taken for true of another one. */
class LogIdentityTest {

  private final TestLog log = TestLog.empty();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /** Red without {@code identity.check} in WriterConnection. */
  @Test
  void a_writer_stops_at_the_first_connection_to_another_log_and_a_new_process_goes_on() {
    var engine = log.engine();
    var health = new LogHealth(engine);
    append(engine, event("of the old log"));
    cutConnections();
    append(engine, event("of the old log, over another connection"));
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);

    log.execute("UPDATE log SET incarnation = gen_random_uuid()");
    cutConnections();
    assertThatThrownBy(() -> append(engine, event("tried"))).isInstanceOfAny(StoreUnavailableException.class,
        AppendOutcomeUnknownException.class);
    assertThatThrownBy(() -> append(engine, event("not even tried")))
        .isInstanceOf(StoreUnavailableException.class).hasMessage("The log was replaced");
    assertThatThrownBy(() -> TestEvents.source(engine, EventCriteria.havingAnyTag()))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(health.health().getDetails().get("error")).asString().contains("it is log ", "db restored");

    append(log.engine(), event("of the new log"));
    assertThat(log.reader().read(2, 10)).extracting(LoggedEvent::payload).containsExactly("of the new log");
  }

  /** Red without {@code identity.read} in EventFinder: a state that has lost its ground would be decided on. */
  @Test
  void a_read_that_goes_on_from_a_position_that_is_gone_is_refused() {
    append(log.engine(), event("kept"), event("lost"), event("lost"));
    var identity = new LogIdentity(log.reader().incarnation());
    var finder = new EventFinder(log.pool(), identity);
    var all = Criterion.of(EventCriteria.havingAnyTag(), NameRegistry.ofTagKinds(log.pool()),
        NameRegistry.ofEventTypes(log.pool()));
    assertThat(finder.find(Condition.after(all, 0), Long.MAX_VALUE).head()).isEqualTo(3);
    assertThat(finder.find(Condition.after(all, 7), Long.MAX_VALUE).events())
        .as("a position that nobody has seen").isEmpty();

    log.execute("DELETE FROM event WHERE position > 1");
    assertThatThrownBy(() -> finder.find(Condition.after(all, 3), Long.MAX_VALUE))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> finder.find(Condition.after(all, 0), Long.MAX_VALUE))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(identity.replaced().orElseThrow()).contains("reaches position 1", "up to position 3 before");
  }

  private void cutConnections() {
    log.execute("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
        + " WHERE datname = current_database() AND query LIKE '%append_events%' AND pid <> pg_backend_pid()");
  }
}
