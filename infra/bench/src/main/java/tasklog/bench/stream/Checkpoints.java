package tasklog.bench.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tasklog.bench.server.NotMeasurable;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.TasklogJson;
import tasklog.events.wire.Topics;

/** How far a relay has come, as its checkpoints say. For one thread. */
final class Checkpoints implements AutoCloseable {

  private static final long PATIENCE_NANOS = Duration.ofMinutes(30).toNanos();

  private final KafkaConsumer<byte[], byte[]> consumer;
  private @Nullable Checkpoint last;

  /** @param generation whose topics are there */
  Checkpoints(String brokers, int generation) {
    consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var partition = new TopicPartition(Topics.checkpoints(generation), 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** The checkpoint at this position or after it. */
  Checkpoint await(long position) {
    var end = System.nanoTime() + PATIENCE_NANOS;
    while (last == null || last.position() < position) {
      consumer.poll(Duration.ofMillis(100)).forEach(this::read);
      if (System.nanoTime() > end) throw new NotMeasurable("The relay does not come to position " + position);
    }
    return last;
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    if (new String(record.key(), UTF_8).equals(Checkpoint.KEY)) {
      last = TasklogJson.mapper().readValue(record.value(), Checkpoint.class);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
