package tasklog.command.task;

import java.util.HashSet;
import java.util.Set;
import tasklog.command.account.Standing;
import tasklog.command.bus.Happened;
import tasklog.events.AccountEvent;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagId;
import tasklog.events.TasklogEvent;

/**
 * What a command on one task rests on.
 *
 * @param asking   who asks
 * @param standing of who asks
 * @param tags     which of the tags that the command names are there, and the asker's
 */
record TaskScope(OwnerId asking, Standing standing, Task task, Set<TagId> tags) {

  static TaskScope of(OwnerId asking) {
    return new TaskScope(asking, Standing.UNKNOWN, Task.ABSENT, Set.of());
  }

  TaskScope evolve(Happened happened) {
    return switch (happened.event()) {
      case AccountEvent event -> new TaskScope(asking, standing.evolve(event), task, tags);
      case TagCreated(var owner, var tag, _) when owner.equals(asking) -> with(tag, true);
      case TagDeleted(_, var tag, _) -> with(tag, false);
      case TasklogEvent _ -> new TaskScope(asking, standing, Task.evolve(task, happened), tags);
    };
  }

  private TaskScope with(TagId tag, boolean there) {
    var all = new HashSet<>(tags);
    if (there) {
      all.add(tag);
    } else {
      all.remove(tag);
    }
    return new TaskScope(asking, standing, task, all);
  }
}
