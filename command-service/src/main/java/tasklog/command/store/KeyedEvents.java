package tasklog.command.store;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * Events of some types with one of many tags of a kind.
 *
 * @param kind  of the tags, whose values are UUIDs
 * @param types at least one
 */
public record KeyedEvents(String kind, List<UUID> keys, Set<QualifiedName> types) {

  /** The same for those who ask for all of them. */
  public EventCriteria criteria() {
    return EventCriteria.either(keys.stream().<EventCriteria>map(
        key -> EventCriteria.havingTags(new Tag(kind, key.toString())).andBeingOneOfTypes(types)).toList());
  }
}
