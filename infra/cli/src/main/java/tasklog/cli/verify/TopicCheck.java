package tasklog.cli.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static tasklog.cli.verify.Differences.words;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Whether the topic has a record for each event of the log, as infra/docs/events.md describes it, once and in order.
 * Goes along with the log: the next record of an event's partition has to be that event.
 */
final class TopicCheck {

  private static final long UNREADABLE = -1;

  private final TopicReader topic;
  private final Partitions partitions;
  private final UUID incarnation;
  private final @Nullable UUID owner;
  private final @Nullable OffsetCheck offsets;
  private final Differences differences;
  private final Set<Integer> read;
  private final Map<Integer, Long> seen = new HashMap<>();
  private long records;

  /**
   * @param incarnation of the log
   * @param owner       whose records are compared; null: everybody's
   * @param offsets     is told what is read
   */
  TopicCheck(TopicReader topic, UUID incarnation, @Nullable UUID owner, @Nullable OffsetCheck offsets,
      Differences differences) {
    this.topic = topic;
    this.partitions = new Partitions(topic.partitions());
    this.incarnation = incarnation;
    this.owner = owner;
    this.offsets = offsets;
    this.differences = differences;
    this.read = new HashSet<>(owner == null ? topic.all() : List.of(partitions.of(owner)));
  }

  /** How many records were compared with an event. */
  long records() {
    return records;
  }

  /**
   * Takes the events of the log in the order of positions.
   *
   * @param previous position before it on its partition; null when that is for the topic to tell
   * @return what was published; null when it differs from the log
   */
  @Nullable
  String check(LoggedEvent event, @Nullable Long previous) {
    int partition = partitions.of(event.owner());
    for (var record = topic.next(partition); record != null; record = topic.next(partition)) {
      var position = position(record);
      if (position > event.position()) break;
      long before = seen.getOrDefault(partition, 0L);
      take(record, position);
      if (position == event.position() && position > before)
        return compare(event, record, previous == null ? before : previous);
      if (isOfInterest(record)) surplus(record, position, before);
    }
    differences.add("topic.missing", "%s, partition %d".formatted(topic.topic(), partition),
        words("position %d, %s".formatted(event.position(), event.ceType())), words("none"));
    return null;
  }

  /**
   * Looks at what is left.
   *
   * @param head where the log ended after the reading of the topic had begun
   */
  void finish(long head) {
    for (int partition : read) {
      for (var record = topic.nextNow(partition); record != null; record = topic.nextNow(partition)) {
        var isEarly = record.offset() < topic.end(partition);
        if (!isEarly && (offsets == null || !offsets.isWanted(partition, record.offset()))) break;
        var position = position(record);
        var before = seen.getOrDefault(partition, 0L);
        take(record, position);
        if (position <= head) {
          if (isOfInterest(record)) surplus(record, position, before);
        } else if (isEarly && isOfInterest(record)) {
          differences.add("topic.ahead", at(record), words("nothing behind the head of the log, " + head),
              position);
        }
      }
      if (offsets != null) offsets.finish(partition, topic.endNow(partition));
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, long position) {
    topic.take(record.partition());
    if (position == UNREADABLE) return;
    seen.merge(record.partition(), position, Math::max);
    if (offsets != null) offsets.saw(record.partition(), record.offset(), position);
  }

  private boolean isOfInterest(ConsumerRecord<byte[], byte[]> record) {
    return owner == null || record.key() == null || Arrays.equals(record.key(), bytes(owner.toString()));
  }

  private void surplus(ConsumerRecord<byte[], byte[]> record, long position, long before) {
    if (position == UNREADABLE) {
      differences.add("topic.record", at(record), words("a position in ce_sequence"),
          header(record, "ce_sequence"));
    } else if (position <= before) {
      differences.add("topic.again", at(record), words("a position behind " + before), position);
    } else {
      differences.add("topic.surplus", at(record), words("no position " + position + " on this partition"),
          position);
    }
  }

  private @Nullable String compare(LoggedEvent event, ConsumerRecord<byte[], byte[]> record, long previous) {
    records++;
    var where = at(record) + ", position " + event.position();
    headers(event, previous).forEach((name, expected) -> {
      var found = header(record, name);
      if (!Objects.equals(expected, found)) differences.add("topic." + name, where, expected, found);
    });
    var key = record.key() == null ? null : new String(record.key(), UTF_8);
    if (!event.owner().toString().equals(key))
      differences.add("topic.key", where, event.owner().toString(), key);
    var value = record.value() == null ? null : new String(record.value(), UTF_8);
    if (isPublished(event, value)) return value;
    differences.add("topic.value", where, event.taskIds() == null ? event.payload() : event.data(), value);
    return null;
  }

  private static boolean isPublished(LoggedEvent event, @Nullable String value) {
    if (value == null) return false;
    if (event.taskIds() == null && event.payload().equals(value)) return true;
    try {
      return Json.of(event.data()).hasValueOf(Json.parse(value));
    } catch (JacksonException e) {
      return false;
    }
  }

  private Map<String, @Nullable String> headers(LoggedEvent event, long previous) {
    var headers = new LinkedHashMap<String, @Nullable String>(32);
    headers.put("ce_specversion", "1.0");
    headers.put("ce_id", event.id().toString());
    headers.put("ce_source", "/tasklog/" + incarnation);
    headers.put("ce_type", event.ceType());
    headers.put("ce_time", Times.text(event.occurredAt()));
    headers.put("ce_recordedtime", Times.text(event.recordedAt()));
    headers.put("ce_subject", event.subject());
    headers.put("ce_dataschema", "urn:tasklog:schema:" + event.ceType());
    headers.put("ce_partitionkey", event.owner().toString());
    headers.put("ce_sequence", digits(event.position()));
    headers.put("ce_previous", digits(previous));
    headers.put("ce_commit", digits(event.appendLast()));
    headers.put("ce_authtype", event.actorType());
    headers.put("ce_authid", event.actorId());
    var metadata = event.metadataByName();
    headers.put("ce_correlationid", metadata.get("correlation_id"));
    headers.put("ce_causationid", metadata.get("causation_id"));
    headers.put("traceparent", metadata.get("traceparent"));
    headers.put("content-type", "application/json");
    return headers;
  }

  private static String digits(long position) {
    return String.format(Locale.ROOT, "%020d", position);
  }

  private static long position(ConsumerRecord<byte[], byte[]> record) {
    var sequence = header(record, "ce_sequence");
    if (sequence == null || !sequence.matches("[0-9]{20}")) return UNREADABLE;
    try {
      return Long.parseLong(sequence);
    } catch (NumberFormatException e) {
      return UNREADABLE;
    }
  }

  private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  private static String at(ConsumerRecord<byte[], byte[]> record) {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
