package tasklog.command.task;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;

/** Built up in place while it is read by one thread; not changed afterwards. */
final class Presences {

  record Presence(OwnerId owner, boolean deleted) {}

  private final Map<TaskId, Presence> tasks = new HashMap<>();

  /** Null for a task that nobody has made. */
  @Nullable
  Presence of(TaskId task) {
    return tasks.get(task);
  }

  void put(TaskId task, OwnerId owner, boolean deleted) {
    tasks.put(task, new Presence(owner, deleted));
  }
}
