package tasklog.command.relay;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventLog;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.CloudEvents.Malformed;

/** That log, checkpoint and topic agree. */
record Proof(StreamSettings stream, Checkpoint checkpoint, EventLog log) {

  /**
   * @param last the last committed record of each partition of the topic
   * @throws StreamRefused saying what differs, and what to do
   */
  void of(int partitions, Map<Integer, ConsumerRecord<byte[], byte[]>> last) {
    if (partitions != checkpoint.last().size()) throw Refusals.repartitioned(stream, checkpoint, partitions);
    compareWithLog();
    for (int partition = 0; partition < partitions; partition++) {
      compare(partition, checkpoint.last().get(partition), last.get(partition));
    }
  }

  private void compareWithLog() {
    var incarnation = log.incarnation();
    if (!incarnation.equals(checkpoint.incarnation()))
      throw Refusals.foreign(stream, checkpoint, incarnation);
    var there = log.read(checkpoint.position() - 1, 1).stream().findFirst();
    if (there.isEmpty()) throw Refusals.ahead(stream, checkpoint, log.head());
    if (!there.get().id().equals(checkpoint.eventId())) throw Refusals.rewritten(stream, checkpoint);
  }

  private void compare(int partition, long expected, @Nullable ConsumerRecord<byte[], byte[]> last) {
    var there = last == null ? null : read(last);
    long found = there == null ? 0 : there.event().position();
    if (found < expected) throw Refusals.truncated(stream, checkpoint, partition, expected, found);
    if (found > expected) throw Refusals.overwritten(stream, partition, expected, found);
    if (there != null && !isOurs(there)) throw Refusals.strange(stream, partition, found);
  }

  private boolean isOurs(Delivered there) {
    return there.incarnation().equals(checkpoint.incarnation())
        && (there.event().position() != checkpoint.position()
            || there.event().id().equals(checkpoint.eventId()));
  }

  private Delivered read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return CloudEvents.read(name -> {
        var header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
      }, record.value());
    } catch (Malformed e) {
      throw Refusals.malformed(stream, record.partition(), record.offset(), e);
    }
  }
}
