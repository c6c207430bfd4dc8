package tasklog.command.bus;

import com.github.benmanes.caffeine.cache.Cache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What deciding tells of itself. */
final class DecisionMetrics {

  private final MeterRegistry registry;
  private final Counter hits;
  private final Counter misses;
  private final Counter confirmations;
  private final Counter conflicts;

  DecisionMetrics(MeterRegistry registry) {
    this.registry = registry;
    hits = counter("hits", "Commands that were decided on without reading the log first");
    misses = counter("misses",
        "Commands that had to read the log first: not all they rest on was remembered");
    confirmations = counter("confirmations",
        "Outcomes without an event, for which what has come since was read before they were answered");
    conflicts = counter("conflicts",
        "Appends that were refused as what they rest on had changed; decided anew");
  }

  private Counter counter(String name, String description) {
    return Counter.builder("tasklog.command.cache." + name).description(description).register(registry);
  }

  void observe(Cache<?, ?> cache) {
    Gauge.builder("tasklog.command.cache.entries", cache, Cache::estimatedSize)
        .description("Accounts, tasks and tags that are remembered").register(registry);
  }

  void hit() {
    hits.increment();
  }

  void missed() {
    misses.increment();
  }

  void confirmed() {
    confirmations.increment();
  }

  void conflicted() {
    conflicts.increment();
  }
}
