package tasklog.command.bus;

import java.util.ArrayList;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.events.TasklogEvent;

/** Finds what commands rest on: in the cache, and in the log whatever of it is not there or newer. */
final class Knowledge {

  private final PostgresEventStorageEngine log;
  private final DecisionCache cache;
  private final DecisionMetrics metrics;

  Knowledge(PostgresEventStorageEngine log, DecisionCache cache, DecisionMetrics metrics) {
    this.log = log;
    this.cache = cache;
    this.metrics = metrics;
  }

  /** What a command can be decided on, as a first try; the log is asked only when something is missing. */
  <C extends Command<S>, S> Known of(Decider<C, S> decider, C command) {
    var parts = decider.parts(command);
    var facts = new ArrayList<Fact<?>>(parts.size());
    var complete = true;
    for (var part : parts) {
      var remembered = part.isKept() ? cache.find(part) : null;
      complete &= remembered != null || decider.isExpectedNew(command, part);
      facts.add(remembered == null ? Fact.nothing(part) : remembered);
    }
    var known = Known.before(facts);
    if (complete) {
      metrics.hit();
      return known;
    }
    metrics.missed();
    return newer(known);
  }

  /** The same before an outcome that appends nothing. */
  Known confirmed(Known known) {
    metrics.confirmed();
    return newer(known);
  }

  /** With all that has come since, in one round trip. */
  Known newer(Known known) {
    var found = log.newer(known.events());
    var events = found.events().stream()
        .map(event -> new Happened((TasklogEvent) event.payload(), event.position(), event.occurredAt()))
        .toList();
    var current = known.read(events, found.head());
    cache.put(current);
    return current;
  }

  /** What was known and what it was added to by an append on that condition. */
  void remember(Known known) {
    cache.put(known);
  }
}
