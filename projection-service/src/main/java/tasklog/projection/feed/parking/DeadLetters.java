package tasklog.projection.feed.parking;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Copies what is parked to the dead-letter topic, with the headers that Spring Kafka gives a dead letter. Each record is
 * there at least once for each view that has parked it: it is marked as copied when the broker has it, and a process that
 * ends in between copies it again. The letters of one owner are on one partition. The topic is made when it is needed
 * first; one that an operator has made stays as it is.
 */
@Component
public class DeadLetters {

  /** What Spring Kafka appends to the name of a topic. */
  public static final String SUFFIX = "-dlt";

  static final int BATCH = 200;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A copy has more headers than the record. Consumers of the stream fetch no more at once. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  /** Longer than the broker may take; nobody waits for these rows meanwhile. */
  private static final String PATIENTLY = "SET LOCAL idle_in_transaction_session_timeout = '30s'";

  private static final String TOPICS = "SELECT DISTINCT topic FROM parked_event WHERE copied_at IS NULL";

  /** Rows that another instance copies at this moment are passed over. */
  private static final String COPIED = """
      UPDATE parked_event AS parked
         SET copied_at = now(), updated_at = now()
        FROM (SELECT view, owner_id, position
                FROM parked_event
               WHERE copied_at IS NULL
               ORDER BY position
               LIMIT :most
                 FOR UPDATE SKIP LOCKED) AS next
       WHERE parked.view = next.view AND parked.owner_id = next.owner_id AND parked.position = next.position
      RETURNING parked.view, parked.owner_id, parked.position, parked.commit, parked.topic, parked.partition,
                parked.record_offset, parked.record_timestamp, parked.timestamp_type, parked.key, parked.headers,
                parked.value, parked.reason, parked.detail
      """;

  private record Letter(String view, ParkedRecord parked) {}

  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final KafkaAdmin admin;
  private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  public DeadLetters(
      JdbcClient jdbc,
      TransactionTemplate transactions,
      KafkaAdmin admin,
      DefaultKafkaProducerFactory<?, ?> configured) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.admin = admin;
    this.producers = new DefaultKafkaProducerFactory<>(configured.getConfigurationProperties(),
        new ByteArraySerializer(), new ByteArraySerializer());
    producers.updateConfigs(Map.of(
        ProducerConfig.ACKS_CONFIG, "all",
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES,
        ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) PATIENCE.toMillis(),
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis()));
  }

  /**
   * Copies some of the records that were not copied yet.
   *
   * @param group the consumer group of a view
   * @return false when there was none
   * @throws RuntimeException when the broker does not take them within seconds; nothing is marked then
   */
  public boolean copy(UnaryOperator<String> group) {
    var topics = jdbc.sql(TOPICS).query(String.class).list();
    topics.forEach(this::make);
    return !topics.isEmpty() && Boolean.TRUE.equals(transactions.execute(_ -> {
      jdbc.sql(PATIENTLY).update();
      var letters = jdbc.sql(COPIED).param("most", BATCH)
          .query((row, _) -> new Letter(row.getString("view"), Parking.record(row))).list();
      send(letters, group);
      return !letters.isEmpty();
    }));
  }

  /** Closes the connections to the broker; they are made again when they are needed. */
  public void close() {
    producers.reset();
  }

  private void send(List<Letter> letters, UnaryOperator<String> group) {
    if (letters.isEmpty()) {
      return;
    }
    try (var producer = producers.createProducer()) {
      var sent = letters.stream()
          .<Future<?>>map(letter -> producer.send(copy(letter.parked(), group.apply(letter.view()))))
          .toList();
      producer.flush();
      for (var answer : sent) {
        answer.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException("A dead letter was not taken", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  /** By its key: what is of one owner stays on one partition. */
  private static ProducerRecord<byte[], byte[]> copy(ParkedRecord parked, String group) {
    var record = parked.record();
    var copy = new ProducerRecord<>(record.topic() + SUFFIX, null, record.key(), record.value(),
        record.headers());
    add(copy.headers(), KafkaHeaders.DLT_ORIGINAL_TOPIC, record.topic());
    copy.headers().add(KafkaHeaders.DLT_ORIGINAL_PARTITION,
        number(Integer.BYTES).putInt(record.partition()).array());
    copy.headers().add(KafkaHeaders.DLT_ORIGINAL_OFFSET, number(Long.BYTES).putLong(record.offset()).array());
    copy.headers().add(KafkaHeaders.DLT_ORIGINAL_TIMESTAMP,
        number(Long.BYTES).putLong(record.timestamp()).array());
    add(copy.headers(), KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE, record.timestampType().toString());
    add(copy.headers(), KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP, group);
    add(copy.headers(), KafkaHeaders.DLT_EXCEPTION_FQCN, Poison.class.getName());
    add(copy.headers(), KafkaHeaders.DLT_EXCEPTION_MESSAGE, parked.poison() == null
        ? "Waits behind an event of its owner that is parked"
        : parked.poison().reason() + ": " + parked.poison().detail());
    return copy;
  }

  private static ByteBuffer number(int bytes) {
    return ByteBuffer.allocate(bytes);
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  /** With as many partitions and replicas as the broker makes by default; kept until an operator deletes it. */
  private void make(String topic) {
    if (!made.contains(topic)) {
      admin.createOrModifyTopics(
          new NewTopic(topic + SUFFIX, Optional.empty(), Optional.empty()).configs(Map.of(
              TopicConfig.RETENTION_MS_CONFIG, "-1",
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MOST_BYTES))));
      made.add(topic);
    }
  }
}
