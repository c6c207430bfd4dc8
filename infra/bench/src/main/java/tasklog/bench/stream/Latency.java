package tasklog.bench.stream;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tasklog.bench.store.ServiceCommands;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;

/**
 * Commands that come when they are due, whatever has become of those before, so that a stall counts for each of them:
 * their times begin when they were due (coordinated omission).
 */
final class Latency {

  private static final int OWNERS = 64;
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /**
   * What commands met, in nanoseconds.
   *
   * @param answered from when they were due to when they were answered
   * @param seen     from their answer to when a query sees them
   * @param whole    from when they were due to when a query sees them
   * @param failures commands that were refused; they count in none of these
   */
  record Met(Histogram answered, Histogram seen, Histogram whole, long failures) {}

  private final ServiceCommands commands;
  private final Visible visible;
  private final List<OwnerId> owners = Stream.generate(() -> new OwnerId(UUID.randomUUID())).limit(OWNERS)
      .toList();

  Latency(ServiceCommands commands, Visible visible) {
    this.commands = commands;
    this.visible = visible;
    owners.forEach(commands::register);
  }

  Met run(int rate, double seconds) throws InterruptedException {
    var met = new Met(new ConcurrentHistogram(3), new ConcurrentHistogram(3), new ConcurrentHistogram(3), 0);
    var failures = new AtomicLong();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var begin = System.nanoTime();
      for (var number = 0L; number < rate * seconds; number++) {
        var due = begin + number * 1_000_000_000 / rate;
        awaitTime(due);
        callers.execute(() -> create(due, met, failures));
      }
    }
    var end = System.nanoTime() + PATIENCE_NANOS;
    while (visible.missing() > 0 && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    return new Met(met.answered(), met.seen(), met.whole(), failures.get() + visible.missing());
  }

  private void create(long due, Met met, AtomicLong failures) {
    var owner = owners.get(ThreadLocalRandom.current().nextInt(OWNERS));
    try {
      var position = commands.create(owner, new TaskId(UUID.randomUUID()));
      var answered = System.nanoTime();
      met.answered().recordValue(answered - due);
      visible.await(Topic.partition(owner), position, at -> {
        met.seen().recordValue(Math.max(0, at - answered));
        met.whole().recordValue(at - due);
      });
    } catch (RuntimeException _) {
      failures.incrementAndGet();
    }
  }

  private static void awaitTime(long due) {
    for (var left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
