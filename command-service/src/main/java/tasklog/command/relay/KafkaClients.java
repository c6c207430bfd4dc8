package tasklog.command.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the clients of a relay. What its guarantees rest on is set here, over whatever is configured.
 *
 * @param producer configuration of producers: where Kafka is, and how to get in
 * @param consumer of consumers
 * @param admin    of administration
 */
record KafkaClients(Map<String, Object> producer, Map<String, Object> consumer, Map<String, Object> admin) {

  /** The longest that a broker keeps what a vanished leader has begun, and readers wait behind it. */
  private static final Duration ABANDONED = Duration.ofSeconds(15);

  Producer<byte[], byte[]> newProducer(String transactionalId, Duration patience) {
    return new KafkaProducer<>(producerConfig(transactionalId, patience), new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  Map<String, Object> producerConfig(String transactionalId, Duration patience) {
    var config = new HashMap<>(producer);
    // One request is a broker's whole answer to a batch of each partition; flushed at the end of each transaction.
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    // What every client can read without a plugin (decision record 10).
    config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
    config.putIfAbsent(ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG, 1);
    config.putIfAbsent(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(ABANDONED.toMillis()));
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis() / 2));
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    return config;
  }

  /** Reads what is committed, in no group. */
  Consumer<byte[], byte[]> newConsumer(Duration patience) {
    var config = new HashMap<>(consumer);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10); // nothing is waited for: what is read is there
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    config.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis() / 2));
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Admin newAdmin(Duration patience) {
    var config = new HashMap<>(admin);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis() / 2));
    return Admin.create(config);
  }
}
