package tasklog.command.bus;

import java.util.ArrayList;
import java.util.List;
import tasklog.command.store.KnownEvents;

/** What is known of the parts that a decision rests on. */
public final class Known {

  private final List<Fact<?>> facts;
  private final boolean current;

  private Known(List<Fact<?>> facts, boolean current) {
    this.facts = facts;
    this.current = current;
  }

  /** From some time ago, of each part from another. */
  static Known before(List<Fact<?>> facts) {
    return new Known(facts, false);
  }

  /** @throws IllegalArgumentException when the decision does not rest on the part */
  @SuppressWarnings("unchecked") // an equal part is of the same class
  public <P> P of(Part<P> part) {
    for (var fact : facts) {
      if (fact.part().equals(part)) {
        return (P) fact.state();
      }
    }
    throw new IllegalArgumentException("No part of the decision: " + part);
  }

  /** Whether the log has been asked for all of it, in one moment since the command came. */
  boolean isCurrent() {
    return current;
  }

  List<Fact<?>> facts() {
    return facts;
  }

  List<KnownEvents> events() {
    return facts.stream().<KnownEvents>map(Fact::events).toList();
  }

  /** With all that has come up to a position, where the log was asked for it. */
  Known read(List<Happened> events, long position) {
    var after = new ArrayList<Fact<?>>(facts.size());
    for (var fact : facts) {
      after.add(fact.after(events, position));
    }
    return new Known(after, true);
  }

  /** With events of its own that stand at the end of it; what is not kept stays as it was. */
  Known appended(List<Happened> events, long position) {
    var after = new ArrayList<Fact<?>>(facts.size());
    for (var fact : facts) {
      after.add(fact.part().isKept() ? fact.after(events, position) : fact);
    }
    return new Known(after, false);
  }
}
