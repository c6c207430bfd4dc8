package tasklog.bench.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import tasklog.events.OwnerId;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.RecordedEvent;
import tasklog.events.wire.Topics;

/** The topics of a stream, filled as a relay fills them. */
public final class Topic {

  static final int PARTITIONS = 12;

  private final String brokers;
  private final UUID log = UUID.randomUUID();
  private final long[] last = new long[PARTITIONS];

  Topic(String brokers) {
    this.brokers = brokers;
  }

  UUID log() {
    return log;
  }

  /** The last position of each partition. */
  long[] last() {
    return last.clone();
  }

  void fill(Mix mix, long events, LongConsumer progress) throws ExecutionException, InterruptedException {
    create(brokers);
    try (var producer = new KafkaProducer<>(
        Map.<String, Object>of("bootstrap.servers", brokers, "linger.ms", 20,
            "compression.type", "gzip", "batch.size", 256 << 10),
        new ByteArraySerializer(), new ByteArraySerializer())) {
      for (var event = 0L; event < events; event++) {
        send(producer, mix);
        if (event % 10_000 == 0) progress.accept(event);
      }
    }
  }

  /** Empty ones. */
  public static void create(String brokers) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic(Topics.events(1), PARTITIONS, (short) 1),
          new NewTopic(Topics.checkpoints(1), 1, (short) 1))).all().get();
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, Mix mix) {
    var _ = producer.send(record(Topics.events(1), mix.next().event())); // a failure shows in the end: rows are missing
  }

  /** As the relay makes it, for the next event of the log. */
  ProducerRecord<byte[], byte[]> record(String topic, RecordedEvent event) {
    var partition = partition(event.owner());
    var record = new ProducerRecord<>(topic, partition, event.owner().toString().getBytes(UTF_8),
        event.data().getBytes(UTF_8));
    CloudEvents.headers(event, log, last[partition]).forEach(record.headers()::add);
    last[partition] = event.position();
    return record;
  }

  static int partition(OwnerId owner) {
    return Utils.toPositive(Utils.murmur2(owner.toString().getBytes(UTF_8))) % PARTITIONS;
  }

  /** Kafka's own id, and how many records each partition has. */
  record Ends(UUID id, long[] offsets) {}

  Ends ends() throws ExecutionException, InterruptedException {
    try (var admin = admin()) {
      var topic = admin.describeTopics(List.of(Topics.events(1))).allTopicNames().get();
      var id = Objects.requireNonNull(topic.get(Topics.events(1))).topicId();
      var offsets = new long[PARTITIONS];
      for (var partition : IntStream.range(0, PARTITIONS).toArray()) {
        var place = new TopicPartition(Topics.events(1), partition);
        offsets[partition] = admin.listOffsets(Map.of(place, OffsetSpec.latest())).partitionResult(place)
            .get()
            .offset();
      }
      return new Ends(new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits()), offsets);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", brokers));
  }
}
