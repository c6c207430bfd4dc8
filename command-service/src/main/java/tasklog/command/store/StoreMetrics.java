package tasklog.command.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the store tells of itself. */
final class StoreMetrics {

  private final MeterRegistry registry;
  private final Timer appended;
  private final Timer conflict;
  private final Timer duplicate;
  private final Timer failed;
  private final DistributionSummary batch;
  private final Counter apart;
  private final Counter headMoved;
  private final Counter followed;

  StoreMetrics(MeterRegistry registry) {
    this.registry = registry;
    appended = append("appended");
    conflict = append("conflict");
    duplicate = append("duplicate");
    failed = append("failed");
    batch = DistributionSummary.builder("tasklog.store.batch.size")
        .description("Appends that shared a transaction").publishPercentiles(0.5, 0.99).register(registry);
    apart = Counter.builder("tasklog.store.batch.apart")
        .description("Batches that failed and were taken apart").register(registry);
    headMoved = Counter.builder("tasklog.store.head.moved")
        .description("Batches before which another process had appended").register(registry);
    followed = Counter.builder("tasklog.store.followed")
        .description("Events of other processes, and bulk events of this one, added to what is remembered")
        .register(registry);
  }

  private Timer append(String outcome) {
    return Timer.builder("tasklog.store.append")
        .description("From the call to the answer, the wait in the queue included").tag("outcome", outcome)
        .publishPercentiles(0.5, 0.99).register(registry);
  }

  void observe(Queue<?> queue) {
    Gauge.builder("tasklog.store.queue", queue, Queue::size)
        .description("Appends that wait for the writer").register(registry);
  }

  Outcome timed(Supplier<Outcome> append) {
    long start = System.nanoTime();
    var outcome = append.get();
    var timer = switch (outcome) {
      case Appended _ -> appended;
      case Outcome.Conflict _ -> conflict;
      case Outcome.Duplicate _ -> duplicate;
      case Outcome.Failure _ -> failed;
    };
    timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    return outcome;
  }

  void committed(int appends, boolean others) {
    batch.record(appends);
    if (others) headMoved.increment();
  }

  void followed() {
    followed.increment();
  }

  void takenApart() {
    apart.increment();
  }
}
