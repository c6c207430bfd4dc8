package tasklog.command.bus;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
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

  /**
   * Adds one more event to what is known of a part, if that is known so far.
   *
   * @param before no other event of the part stands between that position and this event
   */
  <P> void follow(Part<P> part, long before, Happened happened) {
    facts.asMap().computeIfPresent(part,
        (_, fact) -> before <= fact.upTo() && fact.upTo() < happened.position()
            ? fact.after(List.of(happened), happened.position())
            : fact);
  }

  private static Fact<?> later(Fact<?> one, Fact<?> other) {
    return other.upTo() > one.upTo() ? other : one;
  }
}
