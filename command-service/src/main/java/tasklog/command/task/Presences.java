package tasklog.command.task;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.Happened;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskId;

/** Built up in place while it is sourced by one thread; not changed afterwards. */
final class Presences {

  record Presence(OwnerId owner, boolean deleted) {}

  private final Map<TaskId, Presence> tasks = new HashMap<>();

  /** Null for a task that nobody has made. */
  @Nullable
  Presence of(TaskId task) {
    return tasks.get(task);
  }

  Presences evolve(Happened happened) {
    switch (happened.event()) {
      case TaskCreated event -> tasks.put(event.taskId(), new Presence(event.owner(), false));
      case TaskDeleted event -> tasks.put(event.taskId(), new Presence(event.owner(), true));
      case TaskRestored event -> tasks.put(event.taskId(), new Presence(event.owner(), false));
      case TasksDeleted event -> event.taskIds()
          .forEach(id -> tasks.put(id, new Presence(event.owner(), true)));
      case TasksRestored event -> event.taskIds()
          .forEach(id -> tasks.put(id, new Presence(event.owner(), false)));
      default -> {
      }
    }
    return this;
  }
}
