package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.Heartbeat;
import tasklog.events.wire.TasklogJson;

/** A generation of its own on a broker, and what readers of it see. */
final class TestStream {

  static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final AtomicInteger GENERATIONS = new AtomicInteger(100);

  final StreamSettings settings;
  final KafkaClients clients;

  TestStream(String bootstrapServers, int partitions) {
    this(bootstrapServers, partitions, Map.of());
  }

  /** @param configured for producers */
  TestStream(String bootstrapServers, int partitions, Map<String, Object> configured) {
    settings = new StreamSettings(GENERATIONS.incrementAndGet(), partitions, (short) 1, 1);
    Map<String, Object> where = Map.of("bootstrap.servers", bootstrapServers);
    var producer = new HashMap<>(configured);
    producer.putAll(where);
    clients = new KafkaClients(producer, where, where);
  }

  /** Waits long: a machine that builds can be slow. */
  static ConditionFactory await() {
    return Awaitility.await().pollInterval(Duration.ofMillis(10)).atMost(Duration.ofMinutes(1));
  }

  /** Every committed event, in the order of positions. */
  List<Delivered> events() {
    return records(settings.events()).stream().map(TestStream::delivered)
        .sorted(Comparator.comparingLong(it -> it.event().position())).toList();
  }

  List<Checkpoint> checkpoints() {
    return state(Checkpoint.KEY, Checkpoint.class);
  }

  List<Heartbeat> heartbeats() {
    return state(Heartbeat.KEY, Heartbeat.class);
  }

  private <T> List<T> state(String key, Class<T> type) {
    return records(settings.checkpoints()).stream()
        .filter(it -> new String(it.key(), UTF_8).equals(key))
        .map(it -> TasklogJson.mapper().readValue(it.value(), type)).toList();
  }

  /** Every committed record of a topic, in the order of each partition; none if there is no topic. */
  List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    try (var topics = topics(); var consumer = clients.newConsumer(PATIENCE)) {
      if (!topics.exists(topic)) return List.of();
      var all = IntStream.range(0, consumer.partitionsFor(topic).size())
          .mapToObj(it -> new TopicPartition(topic, it)).toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      var ends = consumer.endOffsets(all);
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(50)).forEach(records::add);
      }
      return records;
    }
  }

  static Delivered delivered(ConsumerRecord<byte[], byte[]> record) {
    return CloudEvents.read(name -> {
      var header = record.headers().lastHeader(name);
      return header == null ? null : header.value();
    }, record.value());
  }

  /** A setting of a topic. */
  String setting(String topic, String name) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (var admin = admin()) {
      var settings = admin.describeConfigs(List.of(resource)).all().get().values().iterator().next();
      return settings.get(name).value();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  int partitions(String topic) {
    try (var consumer = clients.newConsumer(PATIENCE)) {
      return consumer.partitionsFor(topic).size();
    }
  }

  StreamTopics topics() {
    return new StreamTopics(admin(), settings);
  }

  Admin admin() {
    return clients.newAdmin(PATIENCE);
  }
}
