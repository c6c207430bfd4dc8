package tasklog.events.wire;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the relay has come, written in the transaction that carries the events up to it.
 *
 * @param position    the last position on the stream, 0 before the first
 * @param eventId     the event at that position; null at 0
 * @param incarnation of the log that the positions are of
 * @param last        the last position on each partition, 0 where there is none
 */
public record Checkpoint(
    long position,
    @Nullable UUID eventId,
    UUID incarnation,
    List<Long> last) {

  /** Key of the record on the checkpoint topic. */
  public static final String KEY = "checkpoint";

  public Checkpoint {
    last = List.copyOf(last);
  }

  public static Checkpoint start(UUID incarnation, int partitions) {
    return new Checkpoint(0, null, incarnation, Collections.nCopies(partitions, 0L));
  }
}
