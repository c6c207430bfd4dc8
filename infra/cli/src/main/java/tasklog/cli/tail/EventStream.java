package tasklog.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import tasklog.cli.console.Refusal;
import tasklog.events.OwnerId;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.CloudEvents.Malformed;
import tasklog.events.wire.TasklogJson;
import tasklog.events.wire.Topics;

/** The committed events of one generation, in the order of their positions. For one thread, but for {@link #stop}. */
final class EventStream {

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int PATIENCE_MS = 10_000;
  private static final int MOST_WAITING = 2_000;

  private final Map<String, Object> config = new HashMap<>();
  private final String brokers;
  private final int generation;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> running;

  /** @param configured how to get in, where that is not open to everybody */
  EventStream(String brokers, Map<String, String> configured, int generation) {
    this.brokers = brokers;
    this.generation = generation;
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
    config.putAll(configured);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MS);
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MS / 2);
  }

  /**
   * Reads until stopped, or until the sink has enough.
   *
   * @param owner whose events are wanted; null: everybody's
   * @param sink  takes the next event, false when it wants no more
   * @throws Refusal when Kafka does not answer, or there is no such topic
   */
  void read(From from, @Nullable OwnerId owner, Predicate<Delivered> sink) {
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      running = consumer;
      if (stopped) return;
      var partitions = partitions(consumer, owner);
      long first = first(consumer, from);
      begin(consumer, partitions, first);
      merge(consumer, partitions, new Merge(partitions.size(), first), sink);
    } catch (WakeupException _) {
      // Stopped, as it was asked to.
    } catch (TimeoutException e) {
      throw new Refusal("Kafka does not answer at " + brokers + ": " + e.getMessage());
    } finally {
      ended.countDown();
    }
  }

  /** Ends the reading and waits for it; for other threads. */
  void stop() throws InterruptedException {
    stopped = true;
    var consumer = running;
    if (consumer == null) return;
    consumer.wakeup();
    ended.await();
  }

  private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer, @Nullable OwnerId owner) {
    var topic = Topics.events(generation);
    int number = consumer.partitionsFor(topic).size();
    if (number == 0) throw new Refusal("There is no topic " + topic + " at " + brokers);
    return owner == null
        ? IntStream.range(0, number).mapToObj(partition -> new TopicPartition(topic, partition)).toList()
        : List.of(new TopicPartition(topic,
            BuiltInPartitioner.partitionForKey(owner.toString().getBytes(UTF_8), number)));
  }

  private long first(KafkaConsumer<byte[], byte[]> consumer, From from) {
    return switch (from) {
      case From.Position(var number) -> number;
      case From.Now _ -> head(consumer) + 1;
    };
  }

  /** The last position that is on the stream. */
  private long head(KafkaConsumer<byte[], byte[]> consumer) {
    var last = new AtomicLong();
    new Search(consumer, List.of(new TopicPartition(Topics.checkpoints(generation), 0))).places(record -> {
      if (!new String(record.key(), UTF_8).equals(Checkpoint.KEY)) return false;
      last.set(TasklogJson.mapper().readValue(record.value(), Checkpoint.class).position());
      return true;
    }, _ -> false);
    return last.get();
  }

  /** Assigns the partitions, each at or before the first position that is wanted, but not far before. */
  private static void begin(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions,
      long first) {
    var places = first == 1
        ? consumer.beginningOffsets(partitions)
        : new Search(consumer, partitions).places(record -> delivered(record).event().position() < first,
            _ -> true);
    consumer.assign(partitions);
    places.forEach(consumer::seek);
  }

  private void merge(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions, Merge merge,
      Predicate<Delivered> sink) {
    while (!stopped) {
      for (var record : consumer.poll(POLL)) {
        merge.add(partitions.indexOf(new TopicPartition(record.topic(), record.partition())),
            delivered(record));
      }
      for (var event = merge.poll(); event.isPresent(); event = merge.poll()) {
        if (!sink.test(event.get())) return;
      }
      consumer.resume(consumer.paused());
      consumer.pause(partitions.stream()
          .filter(partition -> merge.waiting(partitions.indexOf(partition)) > MOST_WAITING).toList());
    }
  }

  private static Delivered delivered(ConsumerRecord<byte[], byte[]> record) {
    try {
      return CloudEvents.read(name -> {
        var header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
      }, record.value());
    } catch (Malformed e) {
      throw new Refusal("What is on %s-%d at offset %d is not an event: %s".formatted(record.topic(),
          record.partition(), record.offset(), e.getMessage()));
    }
  }
}
