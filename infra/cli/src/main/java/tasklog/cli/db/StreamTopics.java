package tasklog.cli.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tasklog.cli.console.Refusal;

/** The topics of all generations of a stream. */
final class StreamTopics implements AutoCloseable {

  private static final Pattern OURS = Pattern
      .compile("tasklog\\.(?:events|checkpoints)\\.v\\d+\\.g\\d+(?:-dlt)?");
  private static final Pattern EVENTS = Pattern.compile("tasklog\\.events\\.v\\d+\\.g\\d+");
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String bootstrap;
  private final Admin admin;
  private final SortedSet<String> names;

  /** @throws Refusal when no broker answers within seconds */
  StreamTopics(String bootstrap) {
    this.bootstrap = bootstrap;
    int patience = Math.toIntExact(PATIENCE.toMillis());
    this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patience,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patience / 2));
    this.names = await(admin.listTopics().names()).stream().filter(OURS.asMatchPredicate())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  SortedSet<String> names() {
    return names;
  }

  /** @throws Refusal when they hold events of another log than the one with this incarnation */
  void refuseUnlessOf(String incarnation) {
    for (var topic : names) {
      if (!EVENTS.matcher(topic).matches()) continue;
      var source = source(topic);
      if (source.filter(found -> !found.equals("/tasklog/" + incarnation)).isPresent())
        throw new Refusal("Topic " + topic + " at " + bootstrap + " is of another log, " + source.get()
            + "; nothing was removed");
    }
  }

  /** Of its first event; empty when there is none. */
  private Optional<String> source(String topic) {
    try (var consumer = new KafkaConsumer<>(Map.<String, Object>of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"), new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      var partitions = consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        for (var first : consumer.poll(Duration.ofMillis(200))) {
          var source = first.headers().lastHeader("ce_source");
          return Optional.of(source == null ? "unknown" : new String(source.value(), UTF_8));
        }
      }
      return Optional.empty();
    }
  }

  void delete() {
    if (!names.isEmpty()) await(admin.deleteTopics(names).all());
  }

  private <T> T await(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new Refusal("Kafka at " + bootstrap + " does not do it: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted");
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
