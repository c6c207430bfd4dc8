package tasklog.command.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.command.store.KnownEvents;
import tasklog.command.store.LogFollower;
import tasklog.command.store.NewerEvents;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.events.TasklogEvent;

/**
 * Finds what commands rest on: in the cache, and in the log whatever of it is not there or newer. It keeps up with what
 * other processes append, as their commands are likely to be about the same, and with bulk commands, which rest on less of
 * a task than what is remembered of it; where it does not, a conflict tells.
 */
final class Knowledge implements LogFollower {

  private final PostgresEventStorageEngine log;
  private final DecisionCache cache;
  private final DecisionMetrics metrics;
  private final List<Decider<?, ?>> deciders;

  Knowledge(PostgresEventStorageEngine log, DecisionCache cache, DecisionMetrics metrics,
      List<Decider<?, ?>> deciders) {
    this.log = log;
    this.cache = cache;
    this.metrics = metrics;
    this.deciders = deciders;
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

  /** What it can be decided on once others were faster: what is remembered, if all of that is newer; else it is read. */
  Known again(Known overtaken) {
    var facts = new ArrayList<Fact<?>>(overtaken.facts().size());
    for (var fact : overtaken.facts()) {
      var remembered = fact.part().isKept() ? cache.find(fact.part()) : null;
      if (remembered == null || remembered.upTo() <= fact.upTo()) return newer(overtaken);
      facts.add(remembered);
    }
    return Known.before(facts);
  }

  /** The same before an outcome that appends nothing. */
  Known confirmed(Known known) {
    metrics.confirmed();
    return newer(known);
  }

  /** With all that has come since, as it was at one moment. */
  Known newer(Known known) {
    var brief = known.facts().stream().anyMatch(Fact::isBrief);
    var current = brief ? newerWithBrief(known) : read(known, log.newer(known.events()));
    cache.put(current);
    return current;
  }

  /** Where brief parts end, the others do: that is the moment. */
  private Known newerWithBrief(Known known) {
    var facts = new ArrayList<Fact<?>>(known.facts().size());
    long upTo = Long.MAX_VALUE;
    for (var fact : known.facts()) {
      if (fact.part() instanceof BriefPart<?> part) {
        var last = log.last(part.events(), fact.upTo(), upTo);
        upTo = last.head();
        facts.add(fact.after(last));
      } else {
        facts.add(fact);
      }
    }
    var others = facts.stream().filter(fact -> !fact.isBrief()).<KnownEvents>map(Fact::events).toList();
    return read(Known.before(facts), log.newer(others, upTo));
  }

  private static Known read(Known known, NewerEvents found) {
    var events = found.events().stream()
        .map(event -> new Happened((TasklogEvent) event.payload(), event.position(), event.occurredAt()))
        .toList();
    return known.read(events, found.head());
  }

  @Override
  public Set<Tag> tags(Object payload) {
    return EventTags.of((TasklogEvent) payload);
  }

  @Override
  public void follow(Tag tag, long before, Followed event) {
    var happened = new Happened((TasklogEvent) event.payload(), event.position(), event.occurredAt());
    for (var decider : deciders) {
      decider.partOf(tag).ifPresent(part -> cache.follow(part, before, happened));
    }
  }

  /** What was known and what it was added to by an append on that condition. */
  void remember(Known known) {
    cache.put(known);
  }
}
