package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import tasklog.command.store.EventMetadata;
import tasklog.command.store.LoggedEvent;
import tasklog.events.OwnerId;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;

/** An event of the log as a record of the stream, on the partition of its owner. */
record EventRecord(RecordedEvent event, byte[] key, int partition) {

  static EventRecord of(LoggedEvent logged, int partitions) {
    var key = logged.owner().toString().getBytes(UTF_8);
    return new EventRecord(recorded(logged), key, partition(key, partitions));
  }

  /** Where Kafka's own producers put a key, known before it is sent. */
  static int partition(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /** @param previous position before it on its partition, 0 if it is the first */
  ProducerRecord<byte[], byte[]> record(String topic, UUID incarnation, long previous) {
    var headers = new RecordHeaders();
    CloudEvents.headers(event, incarnation, previous).forEach(headers::add);
    return new ProducerRecord<>(topic, partition, null, key, event.data().getBytes(UTF_8), headers);
  }

  private static RecordedEvent recorded(LoggedEvent logged) {
    var name = logged.type().substring(EventType.NAMESPACE.length() + 1);
    var version = Integer.parseInt(logged.version());
    var data = EventJson.data(logged.payload(), logged.taskIds());
    var metadata = logged.metadata();
    return new RecordedEvent(
        logged.position(),
        logged.id(),
        name,
        version,
        new OwnerId(logged.owner()),
        logged.occurredAt(),
        logged.recordedAt(),
        logged.actor(),
        EventJson.subject(data),
        logged.appendLast(),
        metadata.get(EventMetadata.CORRELATION_ID),
        metadata.get(EventMetadata.CAUSATION_ID),
        metadata.get(EventMetadata.TRACEPARENT),
        data);
  }
}
