package tasklog.command.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a generation. */
final class StreamTopics implements AutoCloseable {

  private static final String FOREVER = "-1";

  private final Admin admin;
  private final StreamSettings stream;

  StreamTopics(Admin admin, StreamSettings stream) {
    this.admin = admin;
    this.stream = stream;
  }

  boolean exists(String topic) {
    try {
      await(Objects.requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)));
      return true;
    } catch (UnknownTopicOrPartitionException _) {
      return false;
    }
  }

  /** Makes those that are not there. */
  void create() {
    create(new NewTopic(stream.events(), stream.partitions(), stream.replicationFactor()).configs(Map.of(
        "cleanup.policy", "delete",
        "retention.ms", FOREVER,
        "retention.bytes", FOREVER,
        "min.insync.replicas", Integer.toString(stream.minInsyncReplicas()),
        // When things happened is in the headers; the clock of a relay ahead of its broker's would be refused.
        "message.timestamp.type", "LogAppendTime")));
    create(new NewTopic(stream.checkpoints(), 1, stream.replicationFactor()).configs(Map.of(
        "cleanup.policy", "compact",
        // Two records and more each second: small segments, compacted soon, for those who read it from the start.
        "segment.bytes", Integer.toString(4 * 1024 * 1024),
        "min.cleanable.dirty.ratio", "0.1",
        "delete.retention.ms", Long.toString(Duration.ofMinutes(10).toMillis()),
        "min.insync.replicas", Integer.toString(stream.minInsyncReplicas()),
        "message.timestamp.type", "LogAppendTime")));
  }

  private void create(NewTopic topic) {
    try {
      await(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException _) {
      // Made before, or by a former leader at this moment; in order either way.
    }
  }

  private static void await(KafkaFuture<?> answer) {
    try {
      answer.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }
}
