package tasklog.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.Heartbeat;
import tasklog.events.wire.TasklogJson;
import tasklog.events.wire.Topics;
import tasklog.testkit.TestKafka;

/** All that a consumer finds on the topic of a generation, up to a heartbeat that is younger than the question. */
record PublishedStream(List<Record> records, Heartbeat heartbeat) {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A record of the topic, with what the wire module reads of it. */
  record Record(ConsumerRecord<byte[], byte[]> kafka, Delivered delivered) {

    private static Record of(ConsumerRecord<byte[], byte[]> kafka) {
      return new Record(kafka, CloudEvents.read(name -> {
        var header = kafka.headers().lastHeader(name);
        return header == null ? null : header.value();
      }, kafka.value()));
    }

    long position() {
      return delivered.event().position();
    }

    Map<String, String> headers() {
      return Stream.of(kafka.headers().toArray())
          .collect(Collectors.toMap(header -> header.key(), header -> new String(header.value(), UTF_8)));
    }
  }

  static PublishedStream of(int generation) {
    var now = Instant.now();
    var config = Map.<String, Object>of("bootstrap.servers", TestKafka.bootstrapServers(),
        "isolation.level", "read_committed", "allow.auto.create.topics", false);
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      var events = partitions(consumer, Topics.events(generation));
      var checkpoints = partitions(consumer, Topics.checkpoints(generation));
      consumer.assign(Stream.concat(events.stream(), checkpoints.stream()).toList());
      consumer.seekToBeginning(consumer.assignment());
      return read(consumer, now);
    }
  }

  /** In the order of each partition. */
  Map<Integer, List<Record>> byPartition() {
    return records.stream().collect(Collectors.groupingBy(record -> record.kafka().partition(), TreeMap::new,
        Collectors.toList()));
  }

  private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
    return IntStream.range(0, consumer.partitionsFor(topic).size())
        .mapToObj(partition -> new TopicPartition(topic, partition)).toList();
  }

  private static PublishedStream read(KafkaConsumer<byte[], byte[]> consumer, Instant now) {
    var records = new ArrayList<Record>();
    Optional<Heartbeat> young = Optional.empty();
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (young.isEmpty() || !reaches(records, young.get())) {
      if (System.nanoTime() - deadline > 0)
        throw new AssertionError("No end of the stream, heartbeat: " + young);
      for (var record : consumer.poll(POLL)) {
        if (record.topic().startsWith("tasklog.events.")) {
          records.add(Record.of(record));
        } else if (young.isEmpty()) {
          young = heartbeat(record).filter(heartbeat -> !heartbeat.time().isBefore(now));
        }
      }
    }
    return new PublishedStream(List.copyOf(records), young.get());
  }

  private static Optional<Heartbeat> heartbeat(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8).equals(Heartbeat.KEY)
        ? Optional.of(TasklogJson.mapper().readValue(record.value(), Heartbeat.class))
        : Optional.empty();
  }

  private static boolean reaches(List<Record> records, Heartbeat heartbeat) {
    return records.stream().filter(record -> record.position() <= heartbeat.head()).count() >= heartbeat
        .head();
  }
}
