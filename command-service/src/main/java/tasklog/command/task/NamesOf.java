package tasklog.command.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;

/** What a file names: tasks by ids of its own, tags by ids and names. An id that we have made is nobody's. */
record NamesOf(ImportTasks command) implements Part<Names> {

  private static final Set<QualifiedName> OF_TASKS = EventTags.types(Set.of(TaskCreated.class));
  private static final Set<QualifiedName> OF_TAGS = EventTags
      .types(Set.of(TagCreated.class, TagDeleted.class));

  @Override
  public EventCriteria criteria() {
    var criteria = new ArrayList<EventCriteria>();
    var tagIds = new HashSet<TagId>();
    command.lines().forEach((task, line) -> {
      if (line.chosenId()) {
        criteria.add(EventCriteria.havingTags(EventTags.task(task)).andBeingOneOfTypes(OF_TASKS));
      }
      tagIds.addAll(line.task().tagIds());
    });
    tagIds.forEach(
        tag -> criteria.add(EventCriteria.havingTags(EventTags.tag(tag)).andBeingOneOfTypes(OF_TAGS)));
    command.tags().values().forEach(
        tag -> criteria.add(EventCriteria.havingTags(EventTags.tagName(command.owner(), tag.name()))));
    return EventCriteria.either(criteria);
  }

  @Override
  public Names initial() {
    return new Names(command.owner());
  }

  @Override
  public Names evolve(Names names, Happened happened) {
    return names.evolve(happened);
  }

  @Override
  public boolean isKept() {
    return false;
  }
}
