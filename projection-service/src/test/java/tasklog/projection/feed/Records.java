package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.feed.Received.Sound;

/** The records of one partition as a consumer gets them, each with its chain of positions. */
final class Records {

  static final String TOPIC = "events";

  private final int partition;
  private final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
  private long previous;

  Records(int partition) {
    this.partition = partition;
  }

  Records add(UUID log, List<RecordedEvent> events) {
    for (var event : events) {
      all.add(of(partition, all.size(), event, log, previous));
      previous = event.position();
    }
    return this;
  }

  void replace(int index, UnaryOperator<ConsumerRecord<byte[], byte[]>> damage) {
    all.set(index, damage.apply(all.get(index)));
  }

  List<ConsumerRecord<byte[], byte[]>> all() {
    return List.copyOf(all);
  }

  List<ConsumerRecord<byte[], byte[]>> from(int offset, int end) {
    return List.copyOf(all.subList(offset, end));
  }

  /** What a view would get of an event. */
  static Received received(int partition, long offset, FeedEvent event) {
    var delivered = event.delivered();
    return new Sound(of(partition, offset, delivered.event(), delivered.incarnation(), delivered.previous()),
        event);
  }

  static ConsumerRecord<byte[], byte[]> of(int partition, long offset, RecordedEvent event, UUID log,
      long previous) {
    var record = new ConsumerRecord<>(TOPIC, partition, offset, event.owner().toString().getBytes(UTF_8),
        event.data().getBytes(UTF_8));
    CloudEvents.headers(event, log, previous).forEach(record.headers()::add);
    return record;
  }
}
