package tasklog.command.relay;

import java.util.UUID;
import tasklog.events.wire.Checkpoint;

/** Why a stream is not continued, and what to do about it, in the words that an operator reads. */
final class Refusals {

  private static final String REPUBLISH = " To publish the log anew: infra/tasklog"
      + " republish --generation %1$d, then set tasklog.stream.generation to %1$d in all services.";

  private static final String NEW_INCARNATION = " (infra/tasklog db restored).";

  private Refusals() {}

  static StreamRefused foreign(StreamSettings stream, Checkpoint checkpoint, UUID incarnation) {
    return refused(stream,
        "%s holds log %s up to position %d, but this is log %s: a restored backup, another database or"
            .formatted(stream.events(), checkpoint.incarnation(), checkpoint.position(), incarnation)
            + " another Kafka. Check both addresses first.");
  }

  static StreamRefused ahead(StreamSettings stream, Checkpoint checkpoint, long head) {
    return refused(stream,
        "%s reaches position %d, but the log ends at %d: it was put back to an older state without"
            .formatted(stream.events(), checkpoint.position(), head)
            + " becoming a new incarnation. Bring the lost events back, or give the log a new incarnation"
            + NEW_INCARNATION);
  }

  static StreamRefused rewritten(StreamSettings stream, Checkpoint checkpoint) {
    return refused(stream,
        "%s holds event %s at position %d, the log another: it was put back to an older state and"
            .formatted(stream.events(), checkpoint.eventId(), checkpoint.position())
            + " written on. Give the log a new incarnation" + NEW_INCARNATION);
  }

  static StreamRefused lost(StreamSettings stream, Checkpoint checkpoint) {
    return refused(stream, "%s is gone; it was written up to position %d. Bring it back if you can."
        .formatted(stream.events(), checkpoint.position()));
  }

  static StreamRefused unaccounted(StreamSettings stream) {
    return refused(stream,
        "%s holds events, but there is no checkpoint on %s that says which. Bring it back if you can."
            .formatted(stream.events(), stream.checkpoints()));
  }

  static StreamRefused truncated(StreamSettings stream, Checkpoint checkpoint, int partition, long expected,
      long found) {
    return refused(stream,
        "%s was written up to position %d, but its partition %d ends at %d in place of %d: it has lost"
            .formatted(stream.events(), checkpoint.position(), partition, found, expected)
            + " events. Bring them back if you can.");
  }

  static StreamRefused overwritten(StreamSettings stream, int partition, long expected, long found) {
    return refused(stream,
        "Partition %d of %s ends at position %d in place of %d: someone else writes to it, or %s has"
            .formatted(partition, stream.events(), found, expected, stream.checkpoints()) + " lost its end.");
  }

  static StreamRefused strange(StreamSettings stream, int partition, long position) {
    return refused(stream,
        "Partition %d of %s ends with an event at position %d which is not the one that was written"
            .formatted(partition, stream.events(), position)
            + " there: someone else writes to it. Keep them out.");
  }

  static StreamRefused malformed(StreamSettings stream, int partition, long offset, RuntimeException cause) {
    return refused(stream,
        "Partition %d of %s ends, at offset %d, with a record that is not ours (%s): someone else"
            .formatted(partition, stream.events(), offset, cause.getMessage())
            + " writes to it. Keep them out.");
  }

  static StreamRefused repartitioned(StreamSettings stream, Checkpoint checkpoint, int partitions) {
    return refused(stream,
        "%s has %d partitions, but was written with %d: owners would change theirs, and lose their"
            .formatted(stream.events(), partitions, checkpoint.last().size()) + " order.");
  }

  static StreamRefused hole(long position, long next) {
    return new StreamRefused("The log has no event between positions %d and %d: it has lost events."
        .formatted(position, next) + " Nothing after them is published. Bring them back from a backup.");
  }

  private static StreamRefused refused(StreamSettings stream, String message) {
    return new StreamRefused(message + REPUBLISH.formatted(stream.generation() + 1));
  }
}
