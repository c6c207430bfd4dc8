package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.MessageListener;
import tasklog.events.wire.Heartbeat;
import tasklog.events.wire.TasklogJson;
import tools.jackson.core.JacksonException;

/** Takes the heartbeats of the stream from the topic of checkpoints; all else there is the relay's own. */
final class HeartbeatListener implements MessageListener<byte[], byte[]> {

  private static final Logger log = LoggerFactory.getLogger(HeartbeatListener.class);

  private final Progress progress;

  HeartbeatListener(Progress progress) {
    this.progress = progress;
  }

  @Override
  public void onMessage(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null || record.value() == null
        || !Heartbeat.KEY.equals(new String(record.key(), UTF_8))) {
      return;
    }
    try {
      progress.heartbeat(TasklogJson.mapper().readValue(record.value(), Heartbeat.class));
    } catch (JacksonException e) {
      log.warn("Passed over a heartbeat that cannot be read, at offset {}", record.offset(), e);
    }
  }
}
