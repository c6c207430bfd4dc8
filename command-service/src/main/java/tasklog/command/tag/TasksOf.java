package tasklog.command.tag;

import java.util.LinkedHashSet;
import java.util.Set;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;

/** The tasks that a tag is on, deleted ones included: they may be restored. Built up in place, by one thread. */
record TasksOf(TagId tag) implements Part<Set<TaskId>> {

  private static final Set<QualifiedName> EVENTS = EventTags.types(
      Set.of(TaskCreated.class, TaskTagged.class, TaskUntagged.class, TasksUntagged.class));

  @Override
  public EventCriteria criteria() {
    return EventCriteria.havingTags(EventTags.tag(tag)).andBeingOneOfTypes(EVENTS);
  }

  @Override
  public Set<TaskId> initial() {
    return new LinkedHashSet<>();
  }

  @Override
  public Set<TaskId> evolve(Set<TaskId> tasks, Happened happened) {
    switch (happened.event()) {
      case TaskCreated event when event.tagIds().contains(tag) -> tasks.add(event.taskId());
      case TaskTagged event when event.tagId().equals(tag) -> tasks.add(event.taskId());
      case TaskUntagged event when event.tagId().equals(tag) -> tasks.remove(event.taskId());
      case TasksUntagged event when event.tagId().equals(tag) -> event.taskIds().forEach(tasks::remove);
      default -> {
      }
    }
    return tasks;
  }

  @Override
  public boolean isKept() {
    return false;
  }
}
