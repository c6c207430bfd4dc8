package tasklog.projection.feed;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.stereotype.Component;

/** How the topics are consumed: what must hold is here, what may be tuned is configuration. */
@Component
class Containers {

  /** Heartbeats share their topic with checkpoints: this far back there is one, also after a time of load. */
  private static final long HEARTBEATS_FROM_END = -1_000;

  private static final Duration AUTHORIZATION_RETRY = Duration.ofSeconds(10);

  private final DefaultKafkaConsumerFactory<byte[], byte[]> consumers;
  private final StreamProperties stream;

  Containers(DefaultKafkaConsumerFactory<?, ?> configured, StreamProperties stream, MeterRegistry meters) {
    this.consumers = new DefaultKafkaConsumerFactory<>(configured.getConfigurationProperties(),
        new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.consumers.addListener(new MicrometerConsumerListener<>(meters));
    this.stream = stream;
  }

  /** One of the consumers that share the partitions of the stream for a view. */
  MessageListenerContainer events(String view, int number, StreamConsumer consumer) {
    var properties = properties(new ContainerProperties(stream.events()), Map.of(
        // Where to begin is in the database: without a place there is nothing to fall back to.
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName()));
    properties.setGroupId(stream.group(view));
    properties.setClientId("tasklog-projection-" + view + "-" + number);
    properties.setConsumerRebalanceListener(consumer);
    properties.setMessageListener(consumer);
    var container = new KafkaMessageListenerContainer<>(consumers, properties);
    container.setCommonErrorHandler(consumer);
    if (consumer.passesOver()) {
      tellWhenIdle(container, consumer);
    }
    container.setBeanName("feed-" + view + "-" + number);
    return container;
  }

  /** On the consumer's own thread, as everything else. */
  private static void tellWhenIdle(KafkaMessageListenerContainer<byte[], byte[]> container,
      StreamConsumer consumer) {
    var moment = Passed.PATIENCE.toMillis();
    container.getContainerProperties().setPollTimeout(moment);
    container.getContainerProperties().setIdleEventInterval(moment);
    container.setApplicationEventPublisher(event -> {
      if (event instanceof ListenerContainerIdleEvent idle) {
        consumer.idle(idle.getConsumer());
      }
    });
  }

  MessageListenerContainer heartbeats(HeartbeatListener listener) {
    var fromEnd = new TopicPartitionOffset(stream.checkpoints(), 0, HEARTBEATS_FROM_END);
    var properties = properties(new ContainerProperties(fromEnd), Map.of(
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"));
    properties.setClientId("tasklog-projection-heartbeats");
    properties.setMessageListener(listener);
    var container = new KafkaMessageListenerContainer<>(consumers, properties);
    container.setBeanName("feed-heartbeats");
    return container;
  }

  private static ContainerProperties properties(ContainerProperties properties, Map<String, String> own) {
    var kafka = new Properties();
    kafka.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    kafka.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    kafka.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    own.forEach(kafka::setProperty);
    properties.setKafkaConsumerProperties(kafka);
    // Nothing is acknowledged, so nothing is ever committed to Kafka.
    properties.setAckMode(AckMode.MANUAL);
    properties.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
    properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY);
    return properties;
  }
}
