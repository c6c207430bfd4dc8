package tasklog.command.task;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tasklog.command.bus.EventTags;
import tasklog.command.store.EventLog;
import tasklog.events.TaskId;

/** The versions of tasks, for commands that decide on less than a task's whole history. */
@Component
class TaskVersions {

  private final EventLog log;

  TaskVersions(EventLog log) {
    this.log = log;
  }

  /** The position of the last event that names each task; a task that no event names is left out. */
  Map<TaskId, Long> of(List<TaskId> tasks) {
    if (tasks.isEmpty()) {
      return Map.of();
    }
    var versions = HashMap.<TaskId, Long>newHashMap(tasks.size());
    log.lastPositions(EventTags.TASK, tasks.stream().map(TaskId::value).toList())
        .forEach((id, position) -> versions.put(new TaskId(id), position));
    return versions;
  }
}
