package tasklog.projection.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The partitions that this instance has stopped at, each until it is assigned anew. Any thread may look. */
@Component
class Stops {

  private static final Logger log = LoggerFactory.getLogger(Stops.class);

  private record Key(String view, int partition) {}

  /** A partition that waits for a person. */
  record Stop(String view, int partition, Unusable.Reason reason, String detail) {}

  private final Map<Key, Stop> stops = new ConcurrentHashMap<>();

  Stops(List<View> views, MeterRegistry meters) {
    for (var view : views) {
      Gauge.builder("tasklog.feed.stopped.partitions", () -> count(view.name()))
          .tag("view", view.name())
          .description("Partitions that a view cannot go on with until a person has looked")
          .register(meters);
    }
  }

  void add(String view, int partition, Unusable fault) {
    log.error("View {} has stopped on partition {}: {}", view, partition, fault.getMessage(),
        fault.getCause());
    stops.put(new Key(view, partition),
        new Stop(view, partition, fault.reason(), String.valueOf(fault.getMessage())));
  }

  void remove(String view, int partition) {
    stops.remove(new Key(view, partition));
  }

  List<Stop> all() {
    return List.copyOf(stops.values());
  }

  private long count(String view) {
    return stops.keySet().stream().filter(key -> key.view().equals(view)).count();
  }
}
