package tasklog.command.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tasklog.command.account.Standing;
import tasklog.command.bus.Happened;
import tasklog.events.AccountEvent;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskId;

/**
 * What a bulk command rests on: who asks, and of each task only whose it is and whether it is deleted, so that busy
 * tasks do not get in its way. Built up in place while it is sourced by one thread; not changed afterwards.
 */
final class BulkScope {

  /** The events that matter. */
  static final List<Class<?>> EVENTS = List.of(
      TaskCreated.class, TaskDeleted.class, TaskRestored.class, TasksDeleted.class, TasksRestored.class);

  record Presence(OwnerId owner, boolean deleted) {}

  private final Map<TaskId, Presence> tasks = new HashMap<>();
  private Standing owner = Standing.UNKNOWN;

  Standing owner() {
    return owner;
  }

  @Nullable
  Presence of(TaskId task) {
    return tasks.get(task);
  }

  BulkScope evolve(Happened happened) {
    switch (happened.event()) {
      case AccountEvent event -> owner = owner.evolve(event);
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
