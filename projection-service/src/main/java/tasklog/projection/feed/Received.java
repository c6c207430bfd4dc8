package tasklog.projection.feed;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;
import tasklog.events.wire.CloudEvents.Placed;
import tasklog.projection.feed.parking.ParkedRecord;
import tasklog.projection.feed.parking.Poison;

/** What a view wants of the stream: an event with the record that has brought it, or a record that does not read as one. */
sealed interface Received {

  ConsumerRecord<byte[], byte[]> record();

  Placed placed();

  default OwnerId owner() {
    return placed().owner();
  }

  /** To be set aside; the poison is that of an event that can be read, and yet not be applied. */
  default ParkedRecord aside(@Nullable Poison refusal) {
    var poison = this instanceof Poisoned(_, _, var own) ? own : refusal;
    return new ParkedRecord(owner(), placed().position(), placed().commit(), record(), poison);
  }

  record Sound(ConsumerRecord<byte[], byte[]> record, FeedEvent event) implements Received {

    @Override
    public Placed placed() {
      return event.delivered().placed();
    }

    @Override
    public OwnerId owner() {
      return event.recorded().owner();
    }
  }

  record Poisoned(ConsumerRecord<byte[], byte[]> record, Placed placed, Poison poison) implements Received {}
}
