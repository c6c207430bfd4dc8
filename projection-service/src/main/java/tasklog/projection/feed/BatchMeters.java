package tasklog.projection.feed;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;

/** The transactions of one view, as metrics; those that fail do not count. Any number of threads may use it. */
final class BatchMeters {

  private final Timer time;
  private final DistributionSummary size;

  BatchMeters(String view, MeterRegistry meters) {
    time = Timer.builder("tasklog.feed.batch").tag("view", view)
        .description("Transactions with rows and offsets, to the end of their commit")
        .publishPercentiles(0.5, 0.99).register(meters);
    size = DistributionSummary.builder("tasklog.feed.batch.size").tag("view", view)
        .description("Events that the view wants, in one transaction").publishPercentiles(0.5, 0.99)
        .register(meters);
  }

  /** @param transaction that applies these appends; without any there is none */
  void measure(List<Append> appends, Runnable transaction) {
    if (appends.isEmpty()) {
      return;
    }
    var sample = Timer.start();
    transaction.run();
    sample.stop(time);
    size.record(appends.stream().mapToInt(append -> append.received().size()).sum());
  }
}
