package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.command.relay.RelayStatus.State;
import tasklog.command.store.AppendOutcomeUnknownException;
import tasklog.command.store.EventLog;
import tasklog.command.store.StoreUnavailableException;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/** A copy of the log takes its place when both have gone on, under services that were not stopped. */
class RestoredBackupTest {

  private final TestDatabase database = TestPostgres.newDatabase("restored");
  private final String backup = database.name() + "_backup";
  private final JdbcClient server = JdbcClient.create(TestPostgres.server().dataSource());
  private final TestLog log = new TestLog(database.dataSource());
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 3);

  /** Red without {@code identity.check} in WriterConnection: it writes on, deciding by what is no more. */
  @Test
  void relay_and_writer_notice_it_by_themselves_and_stop() {
    log.append(15);
    try (var service = new TestEngine(database.dataSource())) {
      assertThat(service.append()).isEqualTo(16);
      backUp();
      try (var relay = new TestRelay(database.dataSource(), stream).start()) {
        assertThat(service.append()).isEqualTo(17);
        relay.await(17);
        restore();
        relay.await(State.REFUSED);
        assertThat(relay.status.lastError()).contains("reaches position 17, but the log ends at 16",
            "infra/tasklog db restored");
      }
      assertThatItStops(service);
      assertThat(service.engine.replaced().orElseThrow()).contains(
          "position 17 does not hold what was appended",
          "infra/tasklog db restored");
      assertThat(log.head()).isEqualTo(16);
    }
    newIncarnation();
    theStreamIsRefused();
    theNextGenerationIsTheLogThatIsThere();
  }

  /** The first append may have been lost with its connection; for all that it knows, it is stored. */
  private static void assertThatItStops(TestEngine service) {
    assertThatThrownBy(service::append).isInstanceOfAny(StoreUnavailableException.class,
        AppendOutcomeUnknownException.class);
    assertThatThrownBy(service::append).isInstanceOf(StoreUnavailableException.class)
        .hasMessage("The log was replaced");
  }

  private void theStreamIsRefused() {
    try (var relay = new TestRelay(database.dataSource(), stream).start()) {
      relay.await(State.REFUSED);
      assertThat(relay.status.lastError()).contains("but this is log",
          "set tasklog.stream.generation to " + (stream.settings.generation() + 1));
    }
  }

  private void theNextGenerationIsTheLogThatIsThere() {
    var next = new TestStream(TestKafka.bootstrapServers(), 3);
    try (var service = new TestEngine(database.dataSource());
        var relay = new TestRelay(database.dataSource(), next).start();
        var reader = new EventLog(database.dataSource(), database.dataSource())) {
      assertThat(service.append()).isEqualTo(17);
      relay.await(17);
      assertThat(next.events()).extracting(it -> it.event().position())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 17).boxed().toList());
      assertThat(next.events()).extracting(it -> it.event().id()).containsExactlyElementsOf(log.ids());
      assertThat(next.events()).allSatisfy(
          event -> assertThat(event.incarnation()).isEqualTo(reader.incarnation()));
    }
  }

  /** As {@code infra/tasklog db restored} does it. */
  private void newIncarnation() {
    log.execute("UPDATE log SET incarnation = gen_random_uuid()");
  }

  private void backUp() {
    letIn(false);
    server.sql("CREATE DATABASE " + backup + " TEMPLATE " + database.name()).update();
    letIn(true);
  }

  private void restore() {
    letIn(false);
    server.sql("DROP DATABASE " + database.name()).update();
    server.sql("ALTER DATABASE " + backup + " RENAME TO " + database.name()).update();
  }

  private void letIn(boolean everybody) {
    server.sql("ALTER DATABASE " + database.name() + " ALLOW_CONNECTIONS " + everybody).update();
    if (!everybody) endSessions();
  }

  private void endSessions() {
    server.sql("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = :name")
        .param("name", database.name()).query(Boolean.class).list();
  }
}
