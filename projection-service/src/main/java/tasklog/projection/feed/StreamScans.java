package tasklog.projection.feed;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.transaction.support.TransactionOperations;
import tasklog.projection.feed.parking.Parking;

/** The stream for who reads it apart from the feed. To be imported: it is no part of the service. */
@Import({Broker.class, Offsets.class, Parking.class})
@EnableConfigurationProperties({StreamProperties.class, FeedProperties.class})
public final class StreamScans {

  /** Of the topic, so that few transactions take much. */
  private static final Map<String, Object> READING = Map.of(
      ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
      ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
      ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false,
      ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
      ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);

  private final Broker broker;
  private final Offsets offsets;
  private final Parking parking;
  private final TransactionOperations transactions;
  private final FeedProperties feed;
  private final int generation;
  private final Map<String, Object> consumer;
  private final Instance instance = new Instance();

  StreamScans(
      Broker broker,
      Offsets offsets,
      Parking parking,
      TransactionOperations transactions,
      StreamProperties properties,
      FeedProperties feed,
      ConsumerFactory<?, ?> configured) {
    this.broker = broker;
    this.offsets = offsets;
    this.parking = parking;
    this.transactions = transactions;
    this.feed = feed;
    this.generation = properties.generation();
    this.consumer = new HashMap<>(configured.getConfigurationProperties());
    consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer.putAll(READING);
  }

  /**
   * The stream as it is now.
   *
   * @param topicId Kafka's own id of the topic
   */
  public record Source(int generation, UUID topicId, int partitions) {}

  /** @throws org.apache.kafka.common.KafkaException when the broker or the topic is away */
  public Source source() {
    var stream = broker.stream();
    return new Source(generation, stream.topicId(), stream.partitions());
  }

  /** Makes rows for the places of a view where there are none, at the beginning of the stream. */
  public void register(View view) {
    offsets.register(view.name(), broker.stream());
  }

  /**
   * Goes on with some partitions of a view where its offsets are.
   *
   * @param dropped positions that an operator has given up: they are passed over
   */
  public StreamScan open(View view, Collection<Integer> partitions, Set<Long> dropped) {
    var consumers = new DefaultKafkaConsumerFactory<>(consumer, new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
    var progress = new Progress(List.of(view), offsets, feed, Clock.systemUTC());
    return new StreamScan(new Projection(view, offsets, parking, transactions, progress, instance),
        broker.stream(), partitions, dropped, consumers.createConsumer());
  }
}
