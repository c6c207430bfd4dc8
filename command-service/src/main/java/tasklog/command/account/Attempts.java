package tasklog.command.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/**
 * How often something may be tried in a while, by address or e-mail: a bucket for each, as many as fit; the ones that
 * were not used for the longest time are forgotten. Of this instance alone. Thread-safe.
 */
final class Attempts {

  private static final int MAX_BUCKETS = 100_000;

  /** @param attempts in a row; as many come back, evenly, in each {@code period} */
  record Limit(int attempts, Duration period) {}

  private final Limit limit;
  private final TimeMeter time;
  private final Cache<String, Bucket> buckets;

  Attempts(Limit limit, Clock clock) {
    this.limit = limit;
    this.time = new ClockMeter(clock);
    this.buckets = Caffeine.newBuilder()
        .maximumSize(MAX_BUCKETS)
        .ticker(time::currentTimeNanos)
        .expireAfterAccess(limit.period())
        .build();
  }

  /** @throws ProblemException {@code too_many_requests} with the time until the next attempt */
  void take(String key) {
    var probe = buckets.get(key, _ -> bucket()).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw ProblemException.of(ProblemCode.TOO_MANY_REQUESTS)
          .retryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  /** An attempt that does not count after all. */
  void giveBack(String key) {
    var bucket = buckets.getIfPresent(key);
    if (bucket != null) {
      bucket.addTokens(1);
    }
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(
            bandwidth -> bandwidth.capacity(limit.attempts()).refillGreedy(limit.attempts(), limit.period()))
        .withCustomTimePrecision(time)
        .build();
  }

  private record ClockMeter(Clock clock) implements TimeMeter {

    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
