package tasklog.projection.feed;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.transaction.support.TransactionOperations;
import tasklog.projection.feed.copy.Copy;
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

  /**
   * How a {@link BulkLoad} goes on.
   *
   * @param records of the topic that it takes at once; few, since it keeps nothing of a record
   * @param bytes   that its rows may take in memory
   */
  record BulkSize(int records, long bytes) {

    /** Two at a time take less than half of the heap. */
    static final BulkSize USUAL = new BulkSize(2_000, Runtime.getRuntime().maxMemory() / 5);

    private static final int FETCHED_BYTES = 4 << 20;

    Map<String, Object> reading() {
      return Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_BYTES);
    }
  }

  private static final Logger log = LoggerFactory.getLogger(StreamScans.class);

  /** To ask the broker, each of which takes 5 s at most. */
  private static final int ATTEMPTS = 6;

  private final Broker broker;
  private final Offsets offsets;
  private final Parking parking;
  private final TransactionOperations transactions;
  private final Copy copy;
  private final FeedProperties feed;
  private final int generation;
  private final Map<String, Object> consumer;
  private final BulkSize bulk;
  private final Instance instance = new Instance();
  private volatile @Nullable Stream stream;

  @Autowired
  StreamScans(
      Broker broker,
      Offsets offsets,
      Parking parking,
      TransactionOperations transactions,
      JdbcOperations jdbc,
      StreamProperties properties,
      FeedProperties feed,
      ConsumerFactory<?, ?> configured) {
    this(broker, offsets, parking, transactions, jdbc, properties, feed, configured, BulkSize.USUAL);
  }

  StreamScans(
      Broker broker,
      Offsets offsets,
      Parking parking,
      TransactionOperations transactions,
      JdbcOperations jdbc,
      StreamProperties properties,
      FeedProperties feed,
      ConsumerFactory<?, ?> configured,
      BulkSize bulk) {
    this.broker = broker;
    this.offsets = offsets;
    this.parking = parking;
    this.transactions = transactions;
    this.copy = new Copy(jdbc);
    this.feed = feed;
    this.bulk = bulk;
    this.generation = properties.generation();
    this.consumer = new HashMap<>(configured.getConfigurationProperties());
    consumer.remove(ConsumerConfig.GROUP_ID_CONFIG);
    consumer.putAll(READING);
  }

  /**
   * The stream as it was when it was first asked for.
   *
   * @param topicId Kafka's own id of the topic
   */
  public record Source(int generation, UUID topicId, int partitions) {}

  /** @throws org.apache.kafka.common.KafkaException when the broker or the topic is away */
  public Source source() {
    var known = stream;
    if (known == null) {
      known = lookUp();
      stream = known;
    }
    return new Source(generation, known.topicId(), known.partitions());
  }

  /** Where processors are short the broker answers late, and all that was read would be for nothing. */
  private Stream lookUp() {
    for (var attempt = 1;; attempt++) {
      try {
        return broker.stream();
      } catch (TimeoutException late) {
        if (attempt == ATTEMPTS) {
          throw late;
        }
        log.warn("Kafka does not answer, asking it again: {}", late.getMessage());
      }
    }
  }

  /** Makes rows for the places of a view where there are none, at the beginning of the stream. */
  public void register(View view) {
    offsets.register(view.name(), stream());
  }

  /**
   * Goes on with some partitions of a view where its offsets are.
   *
   * @param dropped positions that an operator has given up: they are passed over
   */
  public StreamScan open(View view, Collection<Integer> partitions, Set<Long> dropped) {
    var progress = new Progress(List.of(view), offsets, feed, Clock.systemUTC());
    return new StreamScan(new Projection(view, offsets, parking, transactions, progress, instance),
        stream(), partitions, dropped, consumer(Map.of()));
  }

  /** The first offsets that are not applied yet, by partition. */
  public Map<Integer, Long> offsets(View view) {
    var places = offsets.places(view.name(), stream(), partitions());
    return places.entrySet().stream().collect(toMap(Map.Entry::getKey, place -> place.getValue().next()));
  }

  /** The last positions that are applied, by partition. */
  public Map<Integer, Long> positions(View view) {
    var places = offsets.places(view.name(), stream(), partitions());
    return places.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, place -> place.getValue().position()));
  }

  /** Whether the view has a way to be loaded in bulk. */
  public boolean isBulky(View view) {
    return view.bulk(copy, true).isPresent();
  }

  /**
   * Goes on with views that are at the same places.
   *
   * @param dropped by view, positions that an operator has given up: they are passed over
   */
  public BulkLoad bulk(List<View> views, Map<String, Set<Long>> dropped) {
    return new BulkLoad(stream(), views, dropped, offsets, transactions, copy, consumer(bulk.reading()),
        instance.id(), bulk.bytes());
  }

  private List<Integer> partitions() {
    return IntStream.range(0, stream().partitions()).boxed().toList();
  }

  private Stream stream() {
    return requireNonNull(stream, "Nobody has asked for the source");
  }

  private Consumer<byte[], byte[]> consumer(Map<String, Object> more) {
    var configuration = new HashMap<>(consumer);
    configuration.putAll(more);
    return new DefaultKafkaConsumerFactory<>(configuration, new ByteArrayDeserializer(),
        new ByteArrayDeserializer()).createConsumer();
  }
}
