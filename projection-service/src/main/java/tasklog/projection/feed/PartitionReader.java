package tasklog.projection.feed;

import static tasklog.projection.feed.Unusable.Reason.FOREIGN_LOG;
import static tasklog.projection.feed.Unusable.Reason.GAP;
import static tasklog.projection.feed.Unusable.Reason.MALFORMED;
import static tasklog.projection.feed.Unusable.Reason.UNKNOWN_TYPE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;
import tools.jackson.core.JacksonException;

/**
 * Reads the records of one partition in order: passes over what was applied before, proves that nothing is missing, and
 * cuts the rest into whole appends, each with those of its events that the view wants. The beginning of an append whose
 * end has not come yet is held in memory, since it may be longer than any poll. Used by the thread of its consumer only.
 */
final class PartitionReader {

  /**
   * What a poll brought.
   *
   * @param fault why nothing behind the appends can be read; null when all is well
   */
  record Reading(List<Append> appends, @Nullable Unusable fault) {}

  private final int partition;
  private final Partitioning partitioning;
  private final Set<EventType> wanted;
  private final List<FeedEvent> held = new ArrayList<>();
  private Place place;
  private long cut;
  private long seen;
  private long commit;
  private @Nullable UUID incarnation;

  PartitionReader(int partition, Partitioning partitioning, Set<EventType> wanted, Place place) {
    this.partition = partition;
    this.partitioning = partitioning;
    this.wanted = Set.copyOf(wanted);
    this.place = place;
    rewind();
  }

  /** As far as is committed. */
  Place place() {
    return place;
  }

  /** The last of the appends that were read is committed. */
  void committed(Append last) {
    place = new Place(last.next(), last.position(), last.incarnation());
  }

  /** Forgets what is not committed; it will be read again from {@link #place}. */
  void rewind() {
    held.clear();
    cut = place.next();
    seen = place.position();
    commit = seen;
    incarnation = place.incarnation();
  }

  Reading read(List<ConsumerRecord<byte[], byte[]>> records) {
    var appends = new ArrayList<Append>();
    for (var record : records) {
      try {
        read(record, appends);
      } catch (Unusable fault) {
        return new Reading(appends, fault);
      }
    }
    return new Reading(appends, null);
  }

  private void read(ConsumerRecord<byte[], byte[]> record, List<Append> appends) {
    var delivered = delivered(record);
    var log = checkLog(record, delivered);
    var recorded = delivered.event();
    if (recorded.position() > seen) {
      checkChain(record, delivered);
      checkOwner(record, recorded);
      if (isWanted(recorded)) {
        held.add(event(record, delivered));
      }
      seen = recorded.position();
      commit = recorded.commit();
    }
    if (seen == commit) {
      var next = record.offset() + 1;
      appends.add(new Append(partition, cut, next, seen, log, held));
      cut = next;
      held.clear();
    }
  }

  private void checkChain(ConsumerRecord<byte[], byte[]> record, Delivered delivered) {
    var recorded = delivered.event();
    if (delivered.previous() != seen) {
      throw new Unusable(GAP, at(record) + " is position " + recorded.position() + " after "
          + delivered.previous() + ", but the last one here was " + seen);
    }
    if (recorded.commit() < recorded.position()) {
      throw new Unusable(MALFORMED, at(record) + " lies behind the end of its own append");
    }
  }

  private void checkOwner(ConsumerRecord<byte[], byte[]> record, RecordedEvent recorded) {
    if (partitioning.of(recorded.owner()) != partition) {
      throw new Unusable(MALFORMED, at(record) + " is of an owner whose events belong on another partition");
    }
  }

  /** A newer version of a type concerns the views of that type; a type that nobody here knows may concern any of them. */
  private boolean isWanted(RecordedEvent recorded) {
    return EventType.named(recorded.eventName()).map(wanted::contains).orElse(true);
  }

  private UUID checkLog(ConsumerRecord<byte[], byte[]> record, Delivered delivered) {
    var log = delivered.incarnation();
    if (incarnation != null && !incarnation.equals(log)) {
      throw new Unusable(FOREIGN_LOG,
          at(record) + " is of log " + log + ", the rows are of log " + incarnation);
    }
    incarnation = log;
    return log;
  }

  private Delivered delivered(ConsumerRecord<byte[], byte[]> record) {
    try {
      return CloudEvents.read(name -> header(record, name), record.value());
    } catch (CloudEvents.Malformed e) {
      throw new Unusable(MALFORMED, at(record) + " is not an event: " + e.getMessage(), e);
    }
  }

  private FeedEvent event(ConsumerRecord<byte[], byte[]> record, Delivered delivered) {
    var recorded = delivered.event();
    var type = EventType.of(recorded.eventName(), recorded.version())
        .orElseThrow(() -> new Unusable(UNKNOWN_TYPE, at(record) + " is a " + recorded.ceType()
            + ", which this release does not know; update it, and it goes on from here"));
    try {
      return new FeedEvent(EventJson.read(type, recorded.version(), recorded.data()), delivered);
    } catch (JacksonException e) {
      // Neither message nor cause: they may quote what a task says.
      throw new Unusable(MALFORMED, at(record) + " does not read as " + recorded.ceType());
    }
  }

  private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  private static String at(ConsumerRecord<byte[], byte[]> record) {
    return "Record " + record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
