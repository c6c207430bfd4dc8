package tasklog.projection.feed;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Growing pauses between attempts, until one succeeds or it is time to stop. For one thread. */
final class Retry {

  private final BackOff backOff;
  private final Supplier<Boolean> running;
  private @Nullable BackOffExecution failing;

  Retry(Duration first, Duration longest, Supplier<Boolean> running) {
    var growing = new ExponentialBackOff(first.toMillis(), 2);
    growing.setMaxInterval(longest.toMillis());
    this.backOff = growing;
    this.running = running;
  }

  /** True for the first failure since the last success: the one to log. */
  boolean begins() {
    return failing == null;
  }

  /** False when it is time to stop. */
  boolean goesOn() {
    return running.get() && !Thread.currentThread().isInterrupted();
  }

  /** Returns early when it is time to stop. */
  void pause() {
    if (failing == null) {
      failing = backOff.start();
    }
    try {
      ListenerUtils.conditionalSleep(running, failing.nextBackOff());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void succeeded() {
    failing = null;
  }
}
