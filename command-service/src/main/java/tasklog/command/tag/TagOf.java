package tasklog.command.tag;

import java.util.Set;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;

/** A tag, whoever it belongs to, without the tasks that it is on: what puts it on them or takes it off is not in the way. */
public record TagOf(TagId id) implements Part<Tag> {

  private static final Set<QualifiedName> EVENTS = EventTags.types(
      Set.of(TagCreated.class, TagRenamed.class, TagDeleted.class));

  @Override
  public EventCriteria criteria() {
    return EventCriteria.havingTags(EventTags.tag(id)).andBeingOneOfTypes(EVENTS);
  }

  @Override
  public Tag initial() {
    return Tag.ABSENT;
  }

  @Override
  public Tag evolve(Tag tag, Happened happened) {
    return happened.event() instanceof TagEvent event && event.tagId().equals(id)
        ? Tag.evolve(tag, happened)
        : tag;
  }
}
