package tasklog.command.bus;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * What is known of parts from earlier commands: bounded, and never older than it was. It can be overtaken by another
 * process at any time, so nothing follows from it alone: an append takes along how far it was known, and what appends
 * nothing is confirmed by the log. Thread-safe.
 */
final class DecisionCache {

  private final Cache<Part<?>, Fact<?>> facts;

  DecisionCache(DecisionSettings settings, DecisionMetrics metrics) {
    facts = Caffeine.newBuilder().maximumWeight(settings.cacheSize().toBytes())
        .weigher((Part<?> _, Fact<?> fact) -> fact.bytes()).build();
    metrics.observe(facts);
  }

  @Nullable
  Fact<?> find(Part<?> part) {
    return facts.getIfPresent(part);
  }

  void put(Known known) {
    for (var fact : known.facts()) {
      if (fact.part().isKept()) {
        facts.asMap().merge(fact.part(), fact, DecisionCache::later);
      }
    }
  }

  private static Fact<?> later(Fact<?> one, Fact<?> other) {
    return other.upTo() > one.upTo() ? other : one;
  }
}
