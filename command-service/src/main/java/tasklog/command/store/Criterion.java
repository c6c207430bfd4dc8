package tasklog.command.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.EventCriterion;

/** Events that carry all of these tags and are of one of these types; none of either means any. */
record Criterion(List<TagKey> tags, Set<Short> types) {

  private static final Criterion ANY = new Criterion(List.of(), Set.of());
  private static final QualifiedName NO_TYPE = new QualifiedName("tasklog.NoSuchEvent");

  /** An event is meant when at least one of them means it. */
  static List<Criterion> of(EventCriteria criteria, NameRegistry kinds, NameRegistry types) {
    var flat = criteria.flatten();
    // Flattening forgets an "any event" that stands beside others.
    if (flat.isEmpty() || criteria.matches(NO_TYPE, Set.of())) return List.of(ANY);
    var all = new ArrayList<Criterion>(flat.size());
    var names = Set.<QualifiedName>of();
    var numbers = Set.<Short>of();
    for (EventCriterion criterion : flat) {
      if (!criterion.types().equals(names)) { // all of a bulk command have the same
        names = criterion.types();
        numbers = names.stream().map(type -> types.number(type.toString())).collect(Collectors.toSet());
      }
      all.add(new Criterion(criterion.tags().stream().map(tag -> TagKey.of(tag, kinds)).toList(), numbers));
    }
    return all;
  }
}
