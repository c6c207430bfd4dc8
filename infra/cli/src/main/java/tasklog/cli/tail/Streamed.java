package tasklog.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.cli.console.Refusal;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Malformed;
import tasklog.events.wire.RecordedEvent;

/**
 * An event as it came.
 *
 * @param headers all of them, in the order of the record, those that this release does not know included
 */
record Streamed(RecordedEvent event, Map<String, String> headers) {

  /** @throws Refusal when the record is no event */
  static Streamed of(ConsumerRecord<byte[], byte @Nullable []> record) {
    var headers = new LinkedHashMap<String, String>();
    record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    try {
      return new Streamed(CloudEvents.read(name -> {
        var header = headers.get(name);
        return header == null ? null : header.getBytes(UTF_8);
      }, record.value()).event(), headers);
    } catch (Malformed e) {
      throw new Refusal("What is on %s-%d at offset %d is not an event: %s".formatted(record.topic(),
          record.partition(), record.offset(), e.getMessage()));
    }
  }

  long position() {
    return event.position();
  }
}
