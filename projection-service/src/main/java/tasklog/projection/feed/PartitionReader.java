package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static tasklog.projection.feed.Unusable.Reason.FOREIGN_LOG;
import static tasklog.projection.feed.Unusable.Reason.GAP;
import static tasklog.projection.feed.Unusable.Reason.MALFORMED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.events.wire.CloudEvents.Placed;
import tasklog.events.wire.EventType;

/**
 * Reads the records of one partition in order: passes over what was applied before, proves that nothing is missing, and
 * cuts the rest into whole appends, each with those of its records that the view wants, whether they read as events or not. The beginning of an append whose
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
  private final RecordReader records;
  private final List<Received> held = new ArrayList<>();
  private Place place;
  private long cut;
  private long seen;
  private long commit;
  private @Nullable UUID incarnation;

  PartitionReader(int partition, Partitioning partitioning, Set<EventType> wanted, Place place) {
    this.partition = partition;
    this.partitioning = partitioning;
    this.records = new RecordReader(wanted);
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
    var opened = records.open(record);
    var placed = opened.placed();
    var log = checkLog(record, placed);
    if (placed.position() > seen) {
      checkChain(record, placed);
      checkOwner(record, placed);
      records.receive(opened).ifPresent(held::add);
      seen = placed.position();
      commit = placed.commit();
    }
    if (seen == commit) {
      var next = record.offset() + 1;
      appends.add(new Append(partition, cut, next, seen, log, held));
      cut = next;
      held.clear();
    }
  }

  private void checkChain(ConsumerRecord<byte[], byte[]> record, Placed placed) {
    if (placed.previous() != seen) {
      throw new Unusable(GAP, RecordReader.at(record) + " is position " + placed.position() + " after "
          + placed.previous() + ", but the last one here was " + seen);
    }
    if (placed.commit() < placed.position()) {
      throw new Unusable(MALFORMED, RecordReader.at(record) + " lies behind the end of its own append");
    }
  }

  private void checkOwner(ConsumerRecord<byte[], byte[]> record, Placed placed) {
    var key = placed.owner().toString().getBytes(UTF_8);
    if (!Arrays.equals(record.key(), key)) {
      throw new Unusable(MALFORMED, RecordReader.at(record) + " has a key that is not its owner");
    }
    if (partitioning.of(key) != partition) {
      throw new Unusable(MALFORMED,
          RecordReader.at(record) + " is of an owner whose events belong on another partition");
    }
  }

  private UUID checkLog(ConsumerRecord<byte[], byte[]> record, Placed placed) {
    var log = placed.incarnation();
    if (incarnation != null && !incarnation.equals(log)) {
      throw new Unusable(FOREIGN_LOG,
          RecordReader.at(record) + " is of log " + log + ", the rows are of log " + incarnation);
    }
    incarnation = log;
    return log;
  }
}
