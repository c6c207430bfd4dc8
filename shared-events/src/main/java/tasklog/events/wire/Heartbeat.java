package tasklog.events.wire;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * That everything up to a head of the log was on the stream at a time: lag is known even when nothing arrives.
 *
 * @param head        all that had been appended at {@code time} is at or before it, and on the stream
 * @param time        by the clock of the log's database
 * @param incarnation of the log
 * @param last        the last position on each partition up to {@code head}, 0 where there is none
 */
public record Heartbeat(long head, Instant time, UUID incarnation, List<Long> last) {

  /** Key of the record on the checkpoint topic. */
  public static final String KEY = "heartbeat";

  public Heartbeat {
    last = List.copyOf(last);
  }
}
