package tasklog.command.task;

import java.util.List;
import java.util.Set;
import org.axonframework.messaging.core.QualifiedName;
import tasklog.command.bus.BriefPart;
import tasklog.command.bus.EventTags;
import tasklog.command.store.KeyedEvents;
import tasklog.command.store.LastEvents.Last;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskId;

/** Of many tasks only whose they are and whether they are deleted, so that what else happens to them is not in the way. */
record PresenceOf(List<TaskId> tasks) implements BriefPart<Presences> {

  private static final Set<QualifiedName> DELETIONS = EventTags.types(
      Set.of(TaskDeleted.class, TasksDeleted.class));
  private static final Set<QualifiedName> EVENTS = EventTags.types(Set.of(
      TaskCreated.class, TaskDeleted.class, TaskRestored.class, TasksDeleted.class, TasksRestored.class));

  @Override
  public KeyedEvents events() {
    return new KeyedEvents(EventTags.TASK, tasks.stream().map(TaskId::value).toList(), EVENTS);
  }

  @Override
  public Presences initial() {
    return new Presences();
  }

  @Override
  public Presences evolve(Presences presences, Last last) {
    presences.put(new TaskId(last.key()), new OwnerId(last.owner()), DELETIONS.contains(last.type()));
    return presences;
  }
}
