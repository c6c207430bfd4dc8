package tasklog.local;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what nobody announces. */
final class Await {

  private Await() {}

  /** Looks every ten milliseconds, less often the longer it takes, down to ten times a second. */
  static boolean until(BooleanSupplier condition, Duration patience) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      var waited = Duration.ofNanos(System.nanoTime() - begin);
      if (waited.compareTo(patience) > 0) return false;
      try {
        Thread.sleep(Math.min(10 + waited.toMillis() / 50, 100));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
