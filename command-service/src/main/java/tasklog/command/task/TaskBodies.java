package tasklog.command.task;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.command.task.Task.Deleted;
import tasklog.command.task.Task.Existing;
import tasklog.command.task.TaskCommand.AttributesPatch;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.command.task.TaskCommand.DueAt;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.web.TaskResource;
import tasklog.web.input.Body;
import tasklog.web.input.Field;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of requests on tasks, read and checked, and the body of their answers. */
final class TaskBodies {

  /** Lengths are in Unicode code points. */
  static final int MAX_TITLE = 200;
  static final int MAX_DESCRIPTION = 20_000;

  private TaskBodies() {}

  /** The members that a task is created from. They are declared by {@link #of}; then the body has to be checked. */
  record New(
      Field<UUID> id,
      Field<String> title,
      Field<String> description,
      Field<Status> status,
      Field<Priority> priority,
      Field<Instant> dueAt,
      Field<List<TagId>> tagIds,
      Field<ObjectNode> attributes) {

    static New of(Body body) {
      return new New(body.uuid("id").notNull(), TaskBodies.title(body).required(),
          TaskBodies.description(body).notNull(), TaskBodies.status(body).notNull(),
          TaskBodies.priority(body).notNull(), body.time("due_at"), TaskBodies.tagIds(body).notNull(),
          body.object("attributes").notNull());
    }

    CreateTask command(OwnerId owner, Instant at) {
      return new CreateTask(owner, new TaskId(id.optional().orElseGet(UuidCreator::getTimeOrderedEpoch)),
          title.get(), description.orElse(""), status.orElse(Status.PENDING),
          priority.orElse(Priority.MEDIUM), dueAt.orNull(), tagIds.orElse(List.of()),
          attributes.map(Attributes::of).orElse(Attributes.NONE), at);
    }
  }

  /** @throws tasklog.web.ProblemException validation_failed, with every fault of the body */
  static CreateTask create(Body body, OwnerId owner, Instant now) {
    var members = New.of(body);
    body.check();
    return members.command(owner, now);
  }

  /**
   * A merge patch of a task: null sets a field to what it is when a task is created without it.
   *
   * @throws tasklog.web.ProblemException validation_failed, with every fault of the body
   */
  static Changes changes(Body body) {
    var title = title(body).notNull();
    var description = description(body);
    var status = status(body).notNull();
    var priority = priority(body).notNull();
    var dueAt = body.time("due_at");
    var tagIds = tagIds(body);
    var attributes = body.object("attributes");
    body.check();
    return new Changes(
        title.orNull(),
        description.isPresent() ? description.orElse("") : null,
        status.orNull(),
        priority.orNull(),
        dueAt.isPresent() ? new DueAt(dueAt.orNull()) : null,
        attributes.isPresent() ? new AttributesPatch(attributes.orNull()) : null,
        tagIds.isPresent() ? tagIds.orElse(List.of()) : null);
  }

  static TaskResource resource(Existing task) {
    var content = task.content();
    return new TaskResource(content.id(), content.owner(), content.title(), content.description(),
        content.status(),
        content.priority(), content.dueAt(), content.tagIds(), content.attributes(), content.createdAt(),
        content.updatedAt(), content.completedAt(),
        task instanceof Deleted deleted ? deleted.deletedAt() : null,
        Long.toString(task.version()));
  }

  private static Field<String> title(Body body) {
    return body.text("title", 1, MAX_TITLE);
  }

  private static Field<String> description(Body body) {
    return body.text("description", 0, MAX_DESCRIPTION);
  }

  static Field<Status> status(Body body) {
    return body.oneOf("status", Status.values(), Status::wire);
  }

  private static Field<Priority> priority(Body body) {
    return body.oneOf("priority", Priority.values(), Priority::wire);
  }

  private static Field<List<TagId>> tagIds(Body body) {
    return body.uuids("tag_ids", 0, TaskDecider.MAX_TAGS).map(ids -> ids.stream().map(TagId::new).toList());
  }
}
