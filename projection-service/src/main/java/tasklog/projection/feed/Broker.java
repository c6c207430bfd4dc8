package tasklog.projection.feed;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.stereotype.Component;

/** What Kafka says of the topics. They are made by the relay, never here. */
@Component
class Broker {

  private static final int TIMEOUT_MS = 5_000;

  private final Map<String, Object> configuration;
  private final StreamProperties properties;

  Broker(KafkaAdmin admin, StreamProperties properties) {
    this.configuration = new HashMap<>(admin.getConfigurationProperties());
    configuration.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    configuration.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    this.properties = properties;
  }

  /**
   * Looks the stream up.
   *
   * @throws KafkaException when the broker does not answer within 5 s, or one of the topics is not there
   */
  Stream stream() {
    try (var admin = Admin.create(configuration)) {
      var topics = admin.describeTopics(List.of(properties.events(), properties.checkpoints()))
          .allTopicNames().get();
      var events = requireNonNull(topics.get(properties.events()));
      return new Stream(events.name(), new UUID(events.topicId().getMostSignificantBits(),
          events.topicId().getLeastSignificantBits()), events.partitions().size());
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
