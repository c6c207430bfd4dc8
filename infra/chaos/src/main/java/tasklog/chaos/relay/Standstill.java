package tasklog.chaos.relay;

import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How long the stream stood still after a blow, until an event that was appended after it was read.
 *
 * @param whole all of it
 * @param lease of it, until another relay held the lease; null where none had to take over
 * @param led   of it, until that relay led: every former writer shut out, topic and log compared
 */
record Standstill(Duration whole, @Nullable Duration lease, @Nullable Duration led)
    implements
      Comparable<Standstill> {

  private static final Comparator<Standstill> BY_LENGTH = Comparator.comparing(Standstill::whole);

  @Override
  public int compareTo(Standstill other) {
    return BY_LENGTH.compare(this, other);
  }

  /** With its parts, in seconds. */
  @Override
  public String toString() {
    return lease == null || led == null
        ? "%.2f s".formatted(seconds(whole))
        : "%.2f s: %.2f for the lease, %.2f to take over, %.2f for the first transaction".formatted(
            seconds(whole), seconds(lease), seconds(led.minus(lease)), seconds(whole.minus(led)));
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
