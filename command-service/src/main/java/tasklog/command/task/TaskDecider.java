package tasklog.command.task;

import static tasklog.command.bus.Refused.Reason.ATTRIBUTES_TOO_LARGE;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TASK_DELETED;
import static tasklog.command.bus.Refused.Reason.TASK_ID_TAKEN;
import static tasklog.command.bus.Refused.Reason.TASK_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TOO_MANY_TAGS;
import static tasklog.events.Status.COMPLETED;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.command.account.AccountOf;
import tasklog.command.bus.Decider;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Known;
import tasklog.command.bus.Part;
import tasklog.command.bus.Precondition;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.tag.TagOf;
import tasklog.command.task.Task.Absent;
import tasklog.command.task.Task.Content;
import tasklog.command.task.Task.Deleted;
import tasklog.command.task.Task.Existing;
import tasklog.command.task.Task.Live;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.command.task.TaskCommand.DeleteTask;
import tasklog.command.task.TaskCommand.RestoreTask;
import tasklog.command.task.TaskCommand.TagTask;
import tasklog.command.task.TaskCommand.UntagTask;
import tasklog.events.Attributes;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskId;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TasklogEvent;

/**
 * The rules of one task. A command that changes nothing is no error; another owner's task does not exist; a deleted
 * task accepts nothing but restore.
 */
final class TaskDecider implements Decider<TaskCommand, TaskScope> {

  /** How many tags a task can have. */
  static final int MAX_TAGS = 50;

  @Override
  public Class<TaskCommand> commands() {
    return TaskCommand.class;
  }

  @Override
  public List<Part<?>> parts(TaskCommand command) {
    var parts = new ArrayList<Part<?>>();
    parts.add(new TaskOf(command.task()));
    parts.add(new AccountOf(command.owner()));
    tags(command).forEach(tag -> parts.add(new TagOf(tag)));
    return parts;
  }

  @Override
  public Optional<Part<?>> partOf(Tag tag) {
    return EventTags.key(EventTags.TASK, tag).map(id -> new TaskOf(new TaskId(id)));
  }

  private static List<TagId> tags(TaskCommand command) {
    return switch (command) {
      case CreateTask create -> create.tagIds();
      case ChangeTask change -> Objects.requireNonNullElse(change.changes().tagIds(), List.of());
      case TagTask tag -> List.of(tag.tag());
      case UntagTask untag -> List.of(untag.tag());
      case DeleteTask _,RestoreTask _ -> List.of();
    };
  }

  @Override
  public boolean isExpectedNew(TaskCommand command, Part<?> part) {
    return command instanceof CreateTask && part instanceof TaskOf;
  }

  @Override
  public TaskScope scope(TaskCommand command, Known known) {
    var tags = tags(command).stream()
        .filter(tag -> known.of(new TagOf(tag)).isOf(command.owner()))
        .collect(Collectors.toUnmodifiableSet());
    return new TaskScope(known.of(new AccountOf(command.owner())).standing(),
        known.of(new TaskOf(command.task())), tags);
  }

  @Override
  public List<TasklogEvent> decide(TaskScope scope, TaskCommand command) {
    scope.standing().mayWrite();
    return List.copyOf(switch (command) {
      case CreateTask create -> create(scope, create);
      case ChangeTask change -> switch (owned(scope.task(), change, change.expected())) {
        case Live(var content, _) -> change(scope, content, change);
        case Deleted _ -> throw new Refused(TASK_DELETED);
      };
      case DeleteTask delete -> switch (owned(scope.task(), delete, delete.expected())) {
        case Live _ -> List.of(new TaskDeleted(delete.owner(), delete.task()));
        case Deleted _ -> List.of();
      };
      case RestoreTask restore -> switch (owned(scope.task(), restore, restore.expected())) {
        case Live _ -> List.of();
        case Deleted _ -> List.of(new TaskRestored(restore.owner(), restore.task()));
      };
      case TagTask tag -> switch (owned(scope.task(), tag, tag.expected())) {
        case Live(var content, _) -> tag(scope, content, tag);
        case Deleted _ -> throw new Refused(TASK_DELETED);
      };
      case UntagTask untag -> switch (owned(scope.task(), untag, untag.expected())) {
        case Live(var content, _) -> untag(scope, content, untag);
        case Deleted _ -> throw new Refused(TASK_DELETED);
      };
    });
  }

  /** The owner's task in a version that the command accepts. */
  private static Existing owned(Task task, TaskCommand command, Precondition expected) {
    if (task instanceof Existing existing && existing.content().owner().equals(command.owner())) {
      expected.check(existing.version());
      return existing;
    }
    throw new Refused(TASK_NOT_FOUND);
  }

  private static List<TaskEvent> create(TaskScope scope, CreateTask command) {
    if (!(scope.task() instanceof Absent)) {
      throw new Refused(TASK_ID_TAKEN);
    }
    areThere(scope, command.tagIds(), List.of());
    return List.of(new TaskCreated(command.owner(), command.task(), command.title(), command.description(),
        command.status(), command.priority(), command.dueAt(), command.tagIds(), command.attributes(),
        command.status() == COMPLETED ? command.at() : null));
  }

  private static List<TaskEvent> change(TaskScope scope, Content now, ChangeTask command) {
    var owner = command.owner();
    var task = command.task();
    var to = command.changes();
    var events = new ArrayList<TaskEvent>();
    if (to.title() != null && !to.title().equals(now.title())) {
      events.add(new TaskRetitled(owner, task, to.title()));
    }
    if (to.description() != null && !to.description().equals(now.description())) {
      events.add(new TaskDescribed(owner, task, to.description()));
    }
    if (to.priority() != null && to.priority() != now.priority()) {
      events.add(new TaskPrioritised(owner, task, to.priority()));
    }
    if (to.dueAt() != null && !Objects.equals(to.dueAt().value(), now.dueAt())) {
      events.add(new TaskRescheduled(owner, task, to.dueAt().value()));
    }
    var attributes = merged(now.attributes(), to);
    if (!attributes.equals(now.attributes())) {
      events.add(new TaskAttributesChanged(owner, task, attributes));
    }
    if (to.tagIds() != null) {
      events.addAll(retagged(scope, now, to.tagIds(), command));
    }
    if (to.status() != null && to.status() != now.status()) {
      events.add(new TaskStatusChanged(owner, task, to.status()));
    }
    return events;
  }

  private static List<TaskEvent> retagged(TaskScope scope, Content now, List<TagId> to, ChangeTask command) {
    areThere(scope, to, now.tagIds());
    return Stream.concat(
        now.tagIds().stream().filter(tag -> !to.contains(tag))
            .<TaskEvent>map(tag -> new TaskUntagged(command.owner(), command.task(), tag)),
        to.stream().filter(tag -> !now.tagIds().contains(tag))
            .map(tag -> new TaskTagged(command.owner(), command.task(), tag)))
        .toList();
  }

  private static List<TaskEvent> tag(TaskScope scope, Content now, TagTask command) {
    isThere(scope, command.tag());
    if (now.tagIds().contains(command.tag())) {
      return List.of();
    }
    if (now.tagIds().size() >= MAX_TAGS) {
      throw new Refused(TOO_MANY_TAGS);
    }
    return List.of(new TaskTagged(command.owner(), command.task(), command.tag()));
  }

  private static List<TaskEvent> untag(TaskScope scope, Content now, UntagTask command) {
    isThere(scope, command.tag());
    return now.tagIds().contains(command.tag())
        ? List.of(new TaskUntagged(command.owner(), command.task(), command.tag()))
        : List.of();
  }

  private static void isThere(TaskScope scope, TagId tag) {
    if (!scope.tags().contains(tag)) {
      throw new Refused(TAG_NOT_FOUND);
    }
  }

  /** Those that are on the task already are there. */
  private static void areThere(TaskScope scope, List<TagId> tags, List<TagId> already) {
    var offenders = IntStream.range(0, tags.size())
        .filter(i -> !already.contains(tags.get(i)) && !scope.tags().contains(tags.get(i)))
        .mapToObj(i -> new Offender(i, tags.get(i).value(), TAG_NOT_FOUND))
        .toList();
    if (!offenders.isEmpty()) {
      throw Refused.becauseOfTags(offenders);
    }
  }

  private static Attributes merged(Attributes now, Changes to) {
    if (to.attributes() == null) {
      return now;
    }
    var patch = to.attributes().value();
    var attributes = patch == null ? Attributes.NONE : Attributes.of(MergePatch.apply(now.toTree(), patch));
    if (!attributes.fits()) {
      throw new Refused(ATTRIBUTES_TOO_LARGE);
    }
    return attributes;
  }
}
