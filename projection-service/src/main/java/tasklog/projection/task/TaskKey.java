package tasklog.projection.task;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.events.Priority;
import tasklog.events.TaskId;

/**
 * Where a page has ended: what the orders of a list sort by.
 *
 * @param time which one depends on the order; in whole microseconds; null for a task that is not due at any time
 */
record TaskKey(Priority priority, @Nullable Instant time, TaskId id) {

  private static final int BYTES = 2 + 3 * Long.BYTES;

  /** What a cursor holds. */
  byte[] bytes() {
    return ByteBuffer.allocate(BYTES)
        .put((byte) priority.rank())
        .put((byte) (time == null ? 0 : 1))
        .putLong(time == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, time))
        .putLong(id.value().getMostSignificantBits())
        .putLong(id.value().getLeastSignificantBits())
        .array();
  }

  /** @param bytes as {@link #bytes} has made them */
  static TaskKey of(byte[] bytes) {
    var content = ByteBuffer.wrap(bytes);
    var priority = Priority.ofRank(content.get());
    var hasTime = content.get() == 1;
    var time = Instant.EPOCH.plus(content.getLong(), ChronoUnit.MICROS);
    return new TaskKey(priority, hasTime ? time : null,
        new TaskId(new UUID(content.getLong(), content.getLong())));
  }
}
