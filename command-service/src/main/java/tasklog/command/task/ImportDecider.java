package tasklog.command.task;

import static java.util.stream.Collectors.toSet;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TASK_ID_TAKEN;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tasklog.command.account.AccountOf;
import tasklog.command.bus.Decider;
import tasklog.command.bus.Known;
import tasklog.command.bus.Part;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.ImportTasks.Line;
import tasklog.command.task.ImportTasks.NewTag;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TasklogEvent;

/**
 * The rules of an import: tags that are missing are made, then the tasks, each at its own time, all in one append. A tag
 * is made only for a task that is.
 */
final class ImportDecider implements Decider<ImportTasks, ImportScope> {

  @Override
  public Class<ImportTasks> commands() {
    return ImportTasks.class;
  }

  @Override
  public List<Part<?>> parts(ImportTasks command) {
    var account = new AccountOf(command.owner());
    return command.namesAnything() ? List.of(account, new NamesOf(command)) : List.of(account);
  }

  @Override
  public ImportScope scope(ImportTasks command, Known known) {
    return new ImportScope(known.of(new AccountOf(command.owner())).standing(),
        command.namesAnything() ? known.of(new NamesOf(command)) : new Names(command.owner()));
  }

  @Override
  public Instant at(ImportTasks command, TasklogEvent event) {
    return event instanceof TaskCreated created ? line(command, created).task().at() : command.at();
  }

  private static Line line(ImportTasks command, TaskCreated created) {
    return Objects.requireNonNull(command.lines().get(created.taskId()));
  }

  @Override
  public List<TasklogEvent> decide(ImportScope scope, ImportTasks command) {
    scope.owner().mayWrite();
    var offenders = offenders(scope, command);
    if (command.mode() == Mode.ATOMIC && !offenders.isEmpty()) {
      throw Refused.becauseOfLines(offenders);
    }
    var refused = offenders.stream().map(Offender::index).collect(toSet());
    var lines = command.lines().values().stream().filter(line -> !refused.contains(line.number())).toList();
    return Stream.<TasklogEvent>concat(
        missing(scope, command, lines).map(tag -> new TagCreated(command.owner(), tag.id(), tag.name())),
        lines.stream().map(line -> created(scope, command, line)))
        .toList();
  }

  /** What stands in the way, in the order of the file, when it is decided on that scope. */
  static List<Offender> offenders(ImportScope scope, ImportTasks command) {
    var offenders = new ArrayList<Offender>();
    command.lines().forEach((task, line) -> {
      if (scope.names().isTaken(task)) {
        offenders.add(new Offender(line.number(), task.value(), TASK_ID_TAKEN));
      }
      line.task().tagIds().stream().filter(tag -> !scope.names().has(tag))
          .forEach(tag -> offenders.add(new Offender(line.number(), tag.value(), TAG_NOT_FOUND)));
    });
    return offenders;
  }

  private static Stream<NewTag> missing(ImportScope scope, ImportTasks command, List<Line> lines) {
    return lines.stream().flatMap(line -> line.tagNames().stream()).distinct()
        .filter(name -> scope.names().named(name) == null)
        .map(name -> newTag(command, name));
  }

  private static TaskCreated created(ImportScope scope, ImportTasks command, Line line) {
    var task = line.task();
    var tags = Stream.concat(task.tagIds().stream(),
        line.tagNames().stream().map(name -> tag(scope, command, name)));
    return new TaskCreated(task.owner(), task.task(), task.title(), task.description(), task.status(),
        task.priority(), task.dueAt(), tags.distinct().toList(), task.attributes(), line.completedAt());
  }

  private static TagId tag(ImportScope scope, ImportTasks command, String name) {
    var holder = scope.names().named(name);
    return holder == null ? newTag(command, name).id() : holder;
  }

  private static NewTag newTag(ImportTasks command, String name) {
    return Objects.requireNonNull(command.tags().get(name));
  }
}
