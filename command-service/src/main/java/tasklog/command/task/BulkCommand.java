package tasklog.command.task;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.command.bus.Command;
import tasklog.events.OwnerId;
import tasklog.events.Status;
import tasklog.events.TaskId;

/** What an owner can want of 1 to 10,000 distinct tasks at once. */
public sealed interface BulkCommand extends Command<BulkScope> {

  /** What happens when some of the tasks do not allow it. */
  enum Mode {
    /** All or nothing. */
    ATOMIC("atomic"),
    /** What can be done is done. */
    PARTIAL("partial");

    private final String wire;

    Mode(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }

  List<TaskId> tasks();

  Mode mode();

  /** Bulk commands do not queue: they would hold up every single task that they name. */
  @Override
  default List<UUID> contended() {
    return List.of();
  }

  record ChangeStatuses(OwnerId owner, List<TaskId> tasks, Status status, Mode mode, Instant at)
      implements
        BulkCommand {
    public ChangeStatuses {
      tasks = List.copyOf(tasks);
    }
  }

  record DeleteTasks(OwnerId owner, List<TaskId> tasks, Mode mode, Instant at) implements BulkCommand {
    public DeleteTasks {
      tasks = List.copyOf(tasks);
    }
  }

  record RestoreTasks(OwnerId owner, List<TaskId> tasks, Mode mode, Instant at) implements BulkCommand {
    public RestoreTasks {
      tasks = List.copyOf(tasks);
    }
  }
}
