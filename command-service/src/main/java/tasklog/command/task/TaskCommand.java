package tasklog.command.task;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.Command;
import tasklog.command.bus.Precondition;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tools.jackson.databind.node.ObjectNode;

/** What an owner can want of one task. */
public sealed interface TaskCommand extends Command<TaskScope> {

  TaskId task();

  @Override
  default List<UUID> contended() {
    return List.of(task().value());
  }

  record CreateTask(
      OwnerId owner,
      TaskId task,
      String title,
      String description,
      Status status,
      Priority priority,
      @Nullable Instant dueAt,
      List<TagId> tagIds,
      Attributes attributes,
      Instant at) implements TaskCommand {}

  record ChangeTask(OwnerId owner, TaskId task, Changes changes, Precondition expected, Instant at)
      implements
        TaskCommand {}

  record DeleteTask(OwnerId owner, TaskId task, Precondition expected, Instant at) implements TaskCommand {}

  record RestoreTask(OwnerId owner, TaskId task, Precondition expected, Instant at) implements TaskCommand {}

  record TagTask(OwnerId owner, TaskId task, TagId tag, Precondition expected, Instant at)
      implements
        TaskCommand {}

  record UntagTask(OwnerId owner, TaskId task, TagId tag, Precondition expected, Instant at)
      implements
        TaskCommand {}

  /**
   * The fields to change; null leaves a field as it is.
   *
   * @param dueAt      a due time, or none
   * @param attributes what to merge into the object
   * @param tagIds     the whole new set
   */
  record Changes(
      @Nullable String title,
      @Nullable String description,
      @Nullable Status status,
      @Nullable Priority priority,
      @Nullable DueAt dueAt,
      @Nullable AttributesPatch attributes,
      @Nullable List<TagId> tagIds) {}

  /**
   * A JSON merge patch (RFC 7396) of the attributes; members that are null take members away.
   *
   * @param value null takes all away
   */
  record AttributesPatch(@Nullable ObjectNode value) {}

  /** A due time that is set, or taken away by null. */
  record DueAt(@Nullable Instant value) {}
}
