package tasklog.command.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

class RelayLatencyTest {

  private static final int EVENTS = 20;

  /** What a wake-up that went astray costs. */
  private static final Duration SLOW_POLL = Duration.ofSeconds(1);

  /** Without a heartbeat that could find an event by chance. */
  private static final RelaySettings SETTINGS = new RelaySettings(true, Duration.ofMinutes(2),
      Duration.ofMinutes(1),
      100, 500, DataSize.ofMegabytes(8), TestStream.PATIENCE, Duration.ofSeconds(1));

  private final DataSource database = TestPostgres.newDatabase("relay").dataSource();
  private final TestLog log = new TestLog(database);
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 1);

  @Test
  void an_event_is_on_the_stream_as_soon_as_it_is_in_the_log() {
    log.append(1);
    try (var relay = new TestRelay(database, stream, SETTINGS).start();
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

  private static void awaitRecord(Consumer<byte[], byte[]> consumer) {
    while (consumer.poll(Duration.ofSeconds(5)).isEmpty()) {
      assertThat(consumer.assignment()).isNotEmpty();
    }
  }
}
