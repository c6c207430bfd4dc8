package tasklog.command.task;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toList;
import static tasklog.command.bus.Refused.Reason.TASK_DELETED;
import static tasklog.command.bus.Refused.Reason.TASK_NOT_FOUND;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tasklog.command.account.AccountOf;
import tasklog.command.bus.Chunks;
import tasklog.command.bus.Decider;
import tasklog.command.bus.Known;
import tasklog.command.bus.Part;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.bus.Refused.Reason;
import tasklog.command.task.BulkCommand.ChangeStatuses;
import tasklog.command.task.BulkCommand.DeleteTasks;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.BulkCommand.RestoreTasks;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;

/** The rules of many tasks at once: one event for each 1,000 of them, all in one append. */
final class BulkDecider implements Decider<BulkCommand, BulkScope> {

  /** What becomes of one task that a bulk command names. */
  sealed interface Outcome {

    /** @param event number of the event that names the task */
    record Applied(int event) implements Outcome {}

    /** It is already so. */
    record Unchanged() implements Outcome {}

    record Failed(Reason reason) implements Outcome {}
  }

  private enum Verdict {
    APPLY, UNCHANGED, ABSENT, DELETED
  }

  @Override
  public Class<BulkCommand> commands() {
    return BulkCommand.class;
  }

  @Override
  public List<Part<?>> parts(BulkCommand command) {
    return List.of(new AccountOf(command.owner()), new PresenceOf(command.tasks()));
  }

  @Override
  public BulkScope scope(BulkCommand command, Known known) {
    return new BulkScope(known.of(new AccountOf(command.owner())).standing(),
        known.of(new PresenceOf(command.tasks())));
  }

  @Override
  public List<TasklogEvent> decide(BulkScope scope, BulkCommand command) {
    scope.owner().mayWrite();
    if (command.mode() == Mode.ATOMIC) {
      refuseOffenders(outcomes(scope, command), command);
    }
    return command.tasks().stream()
        .filter(task -> verdict(scope, command, task) == Verdict.APPLY)
        .collect(collectingAndThen(toList(), Chunks::of)).stream()
        .map(tasks -> event(command, tasks))
        .toList();
  }

  private static TasklogEvent event(BulkCommand command, List<TaskId> tasks) {
    return switch (command) {
      case ChangeStatuses change -> new TasksStatusChanged(change.owner(), tasks, change.status());
      case DeleteTasks delete -> new TasksDeleted(delete.owner(), tasks);
      case RestoreTasks restore -> new TasksRestored(restore.owner(), tasks);
    };
  }

  /** What becomes of each task, in the order of the command, when it is decided on that scope. */
  static List<Outcome> outcomes(BulkScope scope, BulkCommand command) {
    var outcomes = new ArrayList<Outcome>(command.tasks().size());
    int applied = 0;
    for (var task : command.tasks()) {
      outcomes.add(switch (verdict(scope, command, task)) {
        case APPLY -> new Outcome.Applied(applied++ / Chunks.SIZE);
        case UNCHANGED -> new Outcome.Unchanged();
        case ABSENT -> new Outcome.Failed(TASK_NOT_FOUND);
        case DELETED -> new Outcome.Failed(TASK_DELETED);
      });
    }
    return outcomes;
  }

  private static Verdict verdict(BulkScope scope, BulkCommand command, TaskId task) {
    var presence = scope.tasks().of(task);
    if (presence == null || !presence.owner().equals(command.owner())) {
      return Verdict.ABSENT;
    }
    return switch (command) {
      case ChangeStatuses _ -> presence.deleted() ? Verdict.DELETED : Verdict.APPLY;
      case DeleteTasks _ -> presence.deleted() ? Verdict.UNCHANGED : Verdict.APPLY;
      case RestoreTasks _ -> presence.deleted() ? Verdict.APPLY : Verdict.UNCHANGED;
    };
  }

  private static void refuseOffenders(List<Outcome> outcomes, BulkCommand command) {
    var offenders = IntStream.range(0, outcomes.size()).boxed()
        .flatMap(i -> outcomes.get(i) instanceof Outcome.Failed(var reason)
            ? Stream.of(new Offender(i, command.tasks().get(i).value(), reason))
            : Stream.empty())
        .toList();
    if (!offenders.isEmpty()) {
      throw Refused.becauseOfTasks(offenders);
    }
  }
}
