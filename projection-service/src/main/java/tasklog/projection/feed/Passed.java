package tasklog.projection.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Appends that a view wants nothing of, until its offsets move past them: with the next rows, or after {@link #PATIENCE}.
 * So what does not concern a view costs it a few transactions a second, not one for each poll. Used by the thread of its
 * consumer only.
 */
final class Passed {

  /** How long an offset may stand behind what was passed over; other instances know no better meanwhile. */
  static final Duration PATIENCE = Duration.ofMillis(50);

  private final Map<Integer, Append> appends = new LinkedHashMap<>();
  private final LongSupplier nanoTime;
  private long since;

  Passed() {
    this(System::nanoTime);
  }

  Passed(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes what was read behind what was passed over.
   *
   * @return what is to be applied now, with all that was passed over before it; nothing when that can wait
   */
  List<Append> then(List<Append> next) {
    if (next.stream().allMatch(append -> append.received().isEmpty())) {
      pass(next);
      return isDue() ? with(List.of()) : List.of();
    }
    return with(next);
  }

  /** All that was passed over, as one step for each partition, and what was read behind it. */
  List<Append> with(List<Append> next) {
    var due = new ArrayList<>(appends.values());
    due.addAll(next);
    return due;
  }

  private void pass(List<Append> next) {
    if (appends.isEmpty()) {
      since = nanoTime.getAsLong();
    }
    next.forEach(append -> appends.merge(append.partition(), append, Passed::joined));
  }

  private boolean isDue() {
    return !appends.isEmpty() && nanoTime.getAsLong() - since > PATIENCE.toNanos();
  }

  /** They are committed. */
  void clear() {
    appends.clear();
  }

  /** It will be read again, here or by another instance. */
  void forget(int partition) {
    appends.remove(partition);
  }

  private static Append joined(Append before, Append after) {
    return new Append(before.partition(), before.from(), after.next(), after.position(), after.incarnation(),
        List.of());
  }
}
