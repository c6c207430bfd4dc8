package tasklog.command.relay;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tasklog.events.wire.Checkpoint;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

class RelayLatencyTest {

  private static final int EVENTS = 20;

  /** What a wake-up that went astray costs. */
  private static final Duration SLOW_POLL = Duration.ofSeconds(1);

  private static final int MANY = 10;
  private static final int PAGE = 100;
  private static final int TRANSACTION = 500;
  private static final Duration PACE = Duration.ofSeconds(2);

  private final DataSource database = TestPostgres.newDatabase("relay").dataSource();
  private final TestLog log = new TestLog(database);
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 1);

  @Test
  void an_event_is_on_the_stream_as_soon_as_it_is_in_the_log() {
    log.append(1);
    try (var relay = new TestRelay(database, stream, settings(Duration.ofMillis(5))).start();
        var consumer = stream.clients.newConsumer(TestStream.PATIENCE)) {
      relay.await(1);
      consumer.assign(List.of(new TopicPartition(stream.settings.events(), 0)));
      consumer.seekToBeginning(consumer.assignment());
      awaitRecord(consumer);
      var latencies = new ArrayList<Duration>();
      for (int i = 0; i < EVENTS; i++) {
        var began = System.nanoTime();
        log.append(1);
        awaitRecord(consumer);
        latencies.add(Duration.ofNanos(System.nanoTime() - began));
      }
      assertThat(latencies.stream().sorted().toList().get(EVENTS / 2)).isLessThan(SLOW_POLL.dividedBy(2));
    }
  }

  @Test
  void what_comes_right_behind_many_events_waits_for_others_to_go_with_it() {
    log.append(MANY);
    try (var relay = new TestRelay(database, stream, settings(PACE)).start()) {
      relay.await(MANY);
      for (int event = 0; event < EVENTS; event++) {
        log.append(1);
      }
      relay.await(MANY + EVENTS);
    }
    assertThat(positions()).hasSizeLessThan(EVENTS / 2);
  }

  @Test
  void what_comes_behind_a_few_hardly_waits() {
    log.append(1);
    try (var relay = new TestRelay(database, stream, settings(PACE.multipliedBy(5))).start()) {
      relay.await(1);
      var began = System.nanoTime();
      log.append(1);
      relay.await(2);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PACE.multipliedBy(4));
    }
  }

  /** Red when a full page waits as well. */
  @Test
  void what_is_catching_up_waits_for_nothing() {
    log.append(10 * TRANSACTION);
    var began = System.nanoTime();
    try (var relay = new TestRelay(database, stream, settings(PACE)).start()) {
      relay.await(10 * TRANSACTION);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PACE.multipliedBy(5));
    assertThat(positions()).hasSizeGreaterThanOrEqualTo(10);
  }

  /** Where transactions have ended. */
  private Set<Long> positions() {
    return stream.checkpoints().stream().map(Checkpoint::position).collect(toSet());
  }

  /** Without a heartbeat that could find an event by chance. */
  private static RelaySettings settings(Duration pace) {
    return new RelaySettings(true, Duration.ofMinutes(2), Duration.ofMinutes(1), pace, PAGE, TRANSACTION,
        DataSize.ofMegabytes(8), TestStream.PATIENCE, Duration.ofSeconds(1));
  }

  private static void awaitRecord(Consumer<byte[], byte[]> consumer) {
    while (consumer.poll(Duration.ofSeconds(5)).isEmpty()) {
      assertThat(consumer.assignment()).isNotEmpty();
    }
  }
}
