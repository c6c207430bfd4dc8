package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.unit.DataSize;
import tasklog.command.relay.RelayStatus.State;
import tasklog.command.store.AppendOutcomeUnknownException;
import tasklog.command.store.StoreUnavailableException;
import tasklog.local.LocalKafka;
import tasklog.local.LocalPostgres;
import tasklog.local.Ports;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/** What the relay needs goes away and comes back; it catches up by itself. */
class RelayOutageTest {

  private static final List<String> SMALL = List.of("-Xmx256m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1");
  private static final RelaySettings SETTINGS = new RelaySettings(true, Duration.ofSeconds(2),
      Duration.ofMillis(200),
      Duration.ofMillis(5), 100, 500, DataSize.ofMegabytes(8), Duration.ofSeconds(3), Duration.ofMillis(500));

  @TempDir
  private Path folder;

  @Test
  void a_broker_is_killed_and_comes_back() {
    var database = TestPostgres.newDatabase("relay").dataSource();
    var log = new TestLog(database);
    int port = Ports.free();
    int controller = Ports.free();
    var broker = LocalKafka.start(folder, port, controller, SMALL);
    var stream = new TestStream(broker.bootstrapServers(), 3);
    try (var relay = new TestRelay(database, stream, SETTINGS).start()) {
      log.append(50, 5);
      relay.await(50);
      kill(broker);
      log.append(50, 5);
      relay.await(State.RETRYING);
      assertThat(relay.status.lastError()).isNotNull();
      try (var _ = LocalKafka.start(folder, port, controller, SMALL)) {
        relay.await(100);
        assertThat(relay.status.lastError()).isNull();
        assertThatStreamIsTheLog(stream, log);
        relay.close();
      }
    }
  }

  @Test
  void the_database_is_restarted() {
    int port = Ports.free();
    var source = new PGSimpleDataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    source.setUser(LocalPostgres.USER);
    var stream = new TestStream(TestKafka.bootstrapServers(), 3);
    var server = LocalPostgres.start(folder, port, null, LocalPostgres.NOT_DURABLE);
    var log = new TestLog(source);
    try (var relay = new TestRelay(source, stream, SETTINGS).start(); var service = new TestEngine(source)) {
      log.append(50, 5);
      assertThat(service.append()).isEqualTo(51);
      relay.await(51);
      server.close();
      relay.await(State.RETRYING);
      assertThatThrownBy(service::append).isInstanceOfAny(StoreUnavailableException.class,
          AppendOutcomeUnknownException.class);
      try (var _ = LocalPostgres.start(folder, port, null, LocalPostgres.NOT_DURABLE)) {
        log.append(50, 5);
        assertThat(service.append()).isEqualTo(102);
        relay.await(102);
        assertThatStreamIsTheLog(stream, log);
        relay.close();
      }
    }
  }

  private static void kill(LocalKafka broker) {
    assertThat(ProcessHandle.of(broker.process().pid()).orElseThrow().destroyForcibly()).isTrue();
    broker.process().onExit().join();
  }

  private static void assertThatStreamIsTheLog(TestStream stream, TestLog log) {
    assertThat(stream.events()).extracting(it -> it.event().position())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, log.head()).boxed().toList());
    assertThat(stream.events()).extracting(it -> it.event().id()).containsExactlyElementsOf(log.ids());
  }
}
