package tasklog.projection.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/**
 * How far each view is behind on each partition, over all instances, as metrics: there as soon as the partitions are
 * known, NaN until a heartbeat was heard.
 */
@Component
class LagMeters {

  private final MeterRegistry meters;

  LagMeters(List<View> views, Progress progress, MeterRegistry meters) {
    this.meters = meters;
    views.forEach(view -> register(progress.of(view.name())));
  }

  private void register(ViewProgress progress) {
    progress.whenPartitioned(partitions -> {
      for (var partition = 0; partition < partitions; partition++) {
        register(progress, partition);
      }
    });
  }

  private void register(ViewProgress progress, int partition) {
    register("tasklog.feed.lag.seconds", () -> seconds(progress, partition), progress, partition,
        "Age of the newest head of the log of which the view has all on the partition");
    register("tasklog.feed.lag.events", () -> events(progress, partition), progress, partition,
        "Positions of the log from the last event that the view has on the partition to the last that the stream has");
  }

  private void register(String name, Supplier<Number> value, ViewProgress progress, int partition,
      String description) {
    Gauge.builder(name, value).tag("view", progress.view()).tag("partition", Integer.toString(partition))
        .description(description).register(meters);
  }

  private static double seconds(ViewProgress progress, int partition) {
    return progress.lag(partition).map(Duration::toMillis).map(millis -> millis / 1_000.0).orElse(Double.NaN);
  }

  private static double events(ViewProgress progress, int partition) {
    var behind = progress.behind(partition);
    return behind.isPresent() ? behind.getAsLong() : Double.NaN;
  }
}
