package tasklog.command.web;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/**
 * The keyed requests that this process is serving: one for each key, the others wait. Only a saving, and a clear answer:
 * that a request is served once is up to the store. Holds as many as are served at the time.
 */
final class InProgress {

  /** Given back by close. */
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ConcurrentHashMap<KeyedRequest.Id, CountDownLatch> served = new ConcurrentHashMap<>();
  private final Duration patience;

  InProgress(Duration patience) {
    this.patience = patience;
  }

  /** @throws ProblemException {@code idempotency_in_progress} when the others take longer than it may wait */
  Turn take(KeyedRequest.Id id) {
    var deadline = System.nanoTime() + patience.toNanos();
    var mine = new CountDownLatch(1);
    for (var other = served.putIfAbsent(id, mine); other != null; other = served.putIfAbsent(id, mine)) {
      await(other, deadline - System.nanoTime());
    }
    return () -> {
      served.remove(id);
      mine.countDown();
    };
  }

  private static void await(CountDownLatch other, long nanos) {
    try {
      if (other.await(nanos, TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw ProblemException.of(ProblemCode.IDEMPOTENCY_IN_PROGRESS).retryAfter(RETRY);
  }
}
