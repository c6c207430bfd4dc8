package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static tasklog.projection.feed.Unusable.Reason.MALFORMED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.CloudEvents.Headers;
import tasklog.events.wire.CloudEvents.Placed;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.Received.Poisoned;
import tasklog.projection.feed.Received.Sound;
import tasklog.projection.feed.parking.Poison;
import tasklog.projection.feed.parking.Poison.Reason;

/** Reads the records that a view wants: where each stands first, what it says only when it is wanted. */
final class RecordReader {

  /** What takes the place of bytes that are not UTF-8, and may be in a text all the same. */
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * A record whose place is known.
   *
   * @param delivered null when a header that tells something else cannot be read
   * @param fault     why, else null
   */
  record Opened(
      ConsumerRecord<byte[], byte[]> record,
      Placed placed,
      @Nullable Delivered delivered,
      @Nullable String fault) {}

  private final Set<EventType> wanted;

  RecordReader(Set<EventType> wanted) {
    this.wanted = wanted.isEmpty() ? Set.of() : EnumSet.copyOf(wanted);
  }

  /** @throws Unusable when it cannot be told whose event it is, or where it stands */
  Opened open(ConsumerRecord<byte[], byte[]> record) {
    try {
      var delivered = CloudEvents.read(headers(record), record.value());
      return new Opened(record, delivered.placed(), delivered, null);
    } catch (CloudEvents.Malformed e) {
      return new Opened(record, placed(record), null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Empty when the view does not want it. A newer version of a type concerns the views of that type; a type that nobody
   * here knows, or that cannot be told, may concern any of them.
   */
  Optional<Received> receive(Opened opened) {
    var delivered = opened.delivered();
    if (delivered == null) {
      return Optional.of(poisoned(opened, Reason.MALFORMED, " is not an event: " + opened.fault()));
    }
    var recorded = delivered.event();
    if (!EventType.named(recorded.eventName()).map(wanted::contains).orElse(true)) {
      return Optional.empty();
    }
    var type = EventType.of(recorded.eventName(), recorded.version());
    return Optional.of(type.isPresent()
        ? read(opened, delivered, type.get())
        : poisoned(opened, Reason.UNKNOWN_TYPE, " is a " + recorded.ceType()
            + ", which this release does not know; update it, then replay"));
  }

  private static Received read(Opened opened, Delivered delivered, EventType type) {
    var recorded = delivered.event();
    try {
      var event = EventJson.read(type, recorded.version(), recorded.data());
      if (event.owner().equals(recorded.owner()) && isUtf8(opened.record(), recorded.data())) {
        return new Sound(opened.record(), new FeedEvent(event, delivered));
      }
    } catch (RuntimeException _) {
      // falls through: neither its message nor its cause is told, since they may quote what a task says
    }
    return poisoned(opened, Reason.MALFORMED, " does not read as " + recorded.ceType() + " of its owner");
  }

  private static boolean isUtf8(ConsumerRecord<byte[], byte[]> record, String data) {
    return data.indexOf(REPLACEMENT) < 0 || Arrays.equals(data.getBytes(UTF_8), record.value());
  }

  private static Poisoned poisoned(Opened opened, Reason reason, String how) {
    return new Poisoned(opened.record(), opened.placed(), new Poison(reason, at(opened.record()) + how));
  }

  private static Placed placed(ConsumerRecord<byte[], byte[]> record) {
    try {
      return CloudEvents.place(headers(record));
    } catch (CloudEvents.Malformed e) {
      throw new Unusable(MALFORMED, at(record) + " has no place on the stream: " + e.getMessage(), e);
    }
  }

  private static Headers headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new Headers();
    for (var header : record.headers()) {
      headers.add(header.key(), header.value());
    }
    return headers;
  }

  static String at(ConsumerRecord<byte[], byte[]> record) {
    return "Record " + record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
