package tasklog.cli.verify;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tasklog.cli.console.Refusal;

/**
 * The committed records of a topic, each partition from its beginning on, at the pace at which they are taken. At most
 * {@value #MOST_WAITING} records of a partition wait, beside those of one poll. For one thread.
 */
final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int PATIENCE_MS = 10_000;
  private static final int MOST_WAITING = 100;

  private final String topic;
  private final Duration patience;
  private final Map<String, Object> config;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final int partitions;
  private final Map<TopicPartition, Queue<ConsumerRecord<byte[], byte[]>>> waiting = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final Map<TopicPartition, Long> firstEnds = new HashMap<>();
  /** Those on which a record was waited for in vain, and none has come since: nobody waits a second time. */
  private final Set<TopicPartition> awaited = new HashSet<>();

  /**
   * @param configured where Kafka is, and how to get in
   * @param patience   how long to wait for a record that is not there yet
   * @throws Refusal when there is no such topic
   */
  TopicReader(Map<String, String> configured, String topic, Duration patience) {
    this.topic = topic;
    this.patience = patience;
    config = new HashMap<>(configured);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
    var reading = new HashMap<>(config);
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    reading.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    reading.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_WAITING);
    reading.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024);
    reading.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, Math.toIntExact(POLL.toMillis()));
    consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    partitions = consumer.partitionsFor(topic).size();
    if (partitions == 0) {
      consumer.close();
      throw new Refusal("There is no topic " + topic);
    }
  }

  String topic() {
    return topic;
  }

  int partitions() {
    return partitions;
  }

  /** By which Kafka tells it from an earlier one of the same name. */
  UUID id() {
    try (var admin = Admin.create(config)) {
      var id = Objects.requireNonNull(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
          .topicId();
      return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    } catch (ExecutionException e) {
      throw new Refusal("Kafka does not tell of topic " + topic + ": " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal("Interrupted");
    }
  }

  /** Begins to read some of its partitions, and notes where they end now. */
  void start(List<Integer> read) {
    var assigned = read.stream().map(partition -> new TopicPartition(topic, partition)).toList();
    assigned.forEach(partition -> waiting.put(partition, new ArrayDeque<>()));
    consumer.assign(assigned);
    consumer.seekToBeginning(assigned);
    firstEnds.putAll(consumer.endOffsets(assigned));
    ends.putAll(firstEnds);
  }

  List<Integer> all() {
    return IntStream.range(0, partitions).boxed().toList();
  }

  /** Where a partition ended when the reading began. */
  long end(int partition) {
    return Objects.requireNonNull(firstEnds.get(new TopicPartition(topic, partition)));
  }

  long endNow(int partition) {
    var place = new TopicPartition(topic, partition);
    ends.putAll(consumer.endOffsets(List.of(place)));
    return known(place);
  }

  /** The next record of a partition, waited for; null when none comes. */
  @Nullable
  ConsumerRecord<byte[], byte[]> next(int partition) {
    return next(new TopicPartition(topic, partition), patience);
  }

  /** The next record of a partition, null when it has none now. */
  @Nullable
  ConsumerRecord<byte[], byte[]> nextNow(int partition) {
    return next(new TopicPartition(topic, partition), Duration.ZERO);
  }

  /** Takes the record that {@link #next} tells. */
  void take(int partition) {
    waiting(new TopicPartition(topic, partition)).remove();
  }

  private @Nullable ConsumerRecord<byte[], byte[]> next(TopicPartition partition, Duration most) {
    var queue = waiting(partition);
    long quietSince = System.nanoTime();
    while (queue.isEmpty()) {
      if (!isAtEnd(partition)) {
        quietSince = System.nanoTime();
      } else if (awaited.contains(partition) || System.nanoTime() - quietSince >= most.toNanos()) {
        if (!most.isZero()) awaited.add(partition);
        return null;
      }
      poll();
    }
    awaited.remove(partition);
    return queue.peek();
  }

  private boolean isAtEnd(TopicPartition partition) {
    var position = consumer.position(partition);
    if (position >= known(partition)) ends.putAll(consumer.endOffsets(List.of(partition)));
    return position >= known(partition);
  }

  private long known(TopicPartition partition) {
    return Objects.requireNonNull(ends.get(partition));
  }

  private void poll() {
    consumer.resume(consumer.paused());
    var full = new ArrayList<TopicPartition>();
    waiting.forEach((partition, queue) -> {
      if (queue.size() >= MOST_WAITING) full.add(partition);
    });
    consumer.pause(full);
    for (var record : consumer.poll(POLL)) {
      waiting(new TopicPartition(record.topic(), record.partition())).add(record);
    }
  }

  private Queue<ConsumerRecord<byte[], byte[]>> waiting(TopicPartition partition) {
    return Objects.requireNonNull(waiting.get(partition));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
