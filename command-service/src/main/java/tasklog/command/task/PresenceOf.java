package tasklog.command.task;

import java.util.List;
import java.util.Set;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Part;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskId;

/** Of many tasks only whose they are and whether they are deleted, so that what else happens to them is not in the way. */
record PresenceOf(List<TaskId> tasks) implements Part<Presences> {

  private static final Set<QualifiedName> EVENTS = EventTags.types(Set.of(
      TaskCreated.class, TaskDeleted.class, TaskRestored.class, TasksDeleted.class, TasksRestored.class));

  @Override
  public EventCriteria criteria() {
    return EventCriteria.either(tasks.stream().<EventCriteria>map(
        task -> EventCriteria.havingTags(EventTags.task(task)).andBeingOneOfTypes(EVENTS)).toList());
  }

  @Override
  public Presences initial() {
    return new Presences();
  }

  @Override
  public Presences evolve(Presences presences, Happened happened) {
    return presences.evolve(happened);
  }

  @Override
  public boolean isKept() {
    return false;
  }
}
