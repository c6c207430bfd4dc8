package tasklog.cli.verify;

import static tasklog.cli.verify.Differences.words;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.cli.console.Refusal;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What events make of tasks and tags, by the rules of infra/docs/events.md. Events come in the order of positions for
 * each owner. What cannot have happened is a difference of kind {@code log.…}, and changes nothing.
 */
final class Fold {

  /** Of a task, and of each of its versions: version and position are the same number. */
  private static final List<String> TASK = List.of("task_id", "owner_id", "title", "description", "status",
      "priority", "due_at", "tag_ids", "attributes", "created_at", "updated_at", "completed_at", "deleted_at",
      "version", "position", "title_at", "description_at", "attributes_at");

  private static final List<String> TAG = List.of("tag_id", "owner_id", "name", "created_at", "updated_at",
      "version");

  private static final List<String> PRIORITIES = List.of("none", "low", "medium", "high", "urgent");

  private final Differences differences;
  private final Map<UUID, List<Row>> tasks = new LinkedHashMap<>();
  private final Map<UUID, Row> tags = new LinkedHashMap<>();

  Fold(Differences differences) {
    this.differences = differences;
  }

  /** Each task as it was after each of the events that name it. */
  Map<UUID, List<Row>> tasks() {
    return tasks;
  }

  /** The tags that are not deleted. */
  Map<UUID, Row> tags() {
    return tags;
  }

  /**
   * @param ofTasks whether it counts for tasks
   * @param ofTags  whether it counts for tags
   * @throws Refusal when this release does not know what it means
   */
  void apply(LoggedEvent event, boolean ofTasks, boolean ofTags) {
    try {
      if (event.type().startsWith("tasklog.Task")) {
        if (ofTasks) applyToTasks(event, event.data());
      } else if (event.type().startsWith("tasklog.Tag")) {
        if (ofTags) applyToTag(event, event.data());
      } else {
        applyToAccount(event);
      }
    } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
      differences.add("log.payload", at(event), words("what " + event.ceType() + " has"), event.payload());
    }
  }

  private void applyToTasks(LoggedEvent event, JsonNode data) {
    if (event.ceType().equals("tasklog.TaskCreated.v1")) {
      create(event, data);
      return;
    }
    for (var id : event.taskIds() == null ? List.of(id(data, "task_id")) : event.taskIds()) {
      var versions = tasks.get(id);
      if (versions == null || !versions.getLast().value("owner_id").equals(event.owner())) {
        differences.add("log.order", at(event), words("task " + id), words("no such task of its owner"));
      } else {
        versions.add(next(versions.getLast(), event, data));
      }
    }
  }

  private void create(LoggedEvent event, JsonNode data) {
    var id = id(data, "task_id");
    if (tasks.containsKey(id)) {
      differences.add("log.order", at(event), words("no task " + id), words("one that is there"));
      return;
    }
    var tagIds = new ArrayList<Object>();
    data.required("tag_ids").forEach(tag -> tagIds.add(UUID.fromString(tag.stringValue())));
    var at = event.occurredAt();
    long position = event.position();
    var versions = new ArrayList<Row>(2);
    versions.add(Row.of(TASK, id, event.owner(), text(data, "title"), text(data, "description"),
        text(data, "status"), priority(data), time(data, "due_at"), tagIds,
        Json.of(data.required("attributes")), at, at, time(data, "completed_at"), null, position, position,
        position, position, position));
    tasks.put(id, versions);
  }

  private static Row next(Row task, LoggedEvent event, JsonNode data) {
    var at = event.occurredAt();
    var after = switch (event.ceType()) {
      case "tasklog.TaskRetitled.v1" -> task.with("title", text(data, "title"));
      case "tasklog.TaskDescribed.v1" -> task.with("description", text(data, "description"));
      case "tasklog.TaskAttributesChanged.v1" -> task.with("attributes",
          Json.of(data.required("attributes")));
      case "tasklog.TaskPrioritised.v1" -> task.with("priority", priority(data));
      case "tasklog.TaskRescheduled.v1" -> task.with("due_at", time(data, "due_at"));
      case "tasklog.TaskTagged.v1" -> tagged(task, id(data, "tag_id"));
      case "tasklog.TaskUntagged.v1", "tasklog.TasksUntagged.v1" -> untagged(task, id(data, "tag_id"));
      case "tasklog.TaskStatusChanged.v1",
          "tasklog.TasksStatusChanged.v1" -> withStatus(task, text(data, "status"), at);
      case "tasklog.TaskDeleted.v1",
          "tasklog.TasksDeleted.v1" -> task.get("deleted_at") == null ? task.with("deleted_at", at) : task;
      case "tasklog.TaskRestored.v1", "tasklog.TasksRestored.v1" -> task.with("deleted_at", null);
      default -> throw unknown(event);
    };
    if (!after.equals(task)) after = after.with("updated_at", at);
    after = switch (event.ceType()) {
      case "tasklog.TaskRetitled.v1" -> after.with("title_at", event.position());
      case "tasklog.TaskDescribed.v1" -> after.with("description_at", event.position());
      case "tasklog.TaskAttributesChanged.v1" -> after.with("attributes_at", event.position());
      default -> after;
    };
    return after.with("version", event.position()).with("position", event.position());
  }

  /** Who has the status already keeps its completed_at. */
  private static Row withStatus(Row task, String status, Instant at) {
    return task.value("status").equals(status)
        ? task
        : task.with("status", status).with("completed_at", status.equals("completed") ? at : null);
  }

  private static Row tagged(Row task, UUID tag) {
    var tagIds = new ArrayList<Object>((List<?>) task.value("tag_ids"));
    if (!tagIds.contains(tag)) tagIds.add(tag);
    return task.with("tag_ids", tagIds);
  }

  private static Row untagged(Row task, UUID tag) {
    return task.with("tag_ids",
        ((List<?>) task.value("tag_ids")).stream().filter(other -> !other.equals(tag)).toList());
  }

  private void applyToTag(LoggedEvent event, JsonNode data) {
    var id = id(data, "tag_id");
    var tag = tags.get(id);
    var creates = event.ceType().equals("tasklog.TagCreated.v1");
    if (creates ? tag != null : tag == null || !tag.value("owner_id").equals(event.owner())) {
      differences.add("log.order", at(event), words((creates ? "no tag " : "tag ") + id),
          words(creates ? "one that is there" : "no such tag of its owner"));
      return;
    }
    switch (event.ceType()) {
      case "tasklog.TagCreated.v1" -> tags.put(id, Row.of(TAG, id, event.owner(), text(data, "name"),
          event.occurredAt(), event.occurredAt(), event.position()));
      case "tasklog.TagRenamed.v1" -> tags.put(id, Objects.requireNonNull(tag)
          .with("name", text(data, "new_name")).with("updated_at", event.occurredAt())
          .with("version", event.position()));
      case "tasklog.TagDeleted.v1" -> tags.remove(id);
      default -> throw unknown(event);
    }
  }

  /** Accounts are in no read table. */
  private static void applyToAccount(LoggedEvent event) {
    switch (event.ceType()) {
      case "tasklog.AccountRegistered.v1", "tasklog.AccountDeactivated.v1",
          "tasklog.AccountReactivated.v1" -> {}
      default -> throw unknown(event);
    }
  }

  private static Refusal unknown(LoggedEvent event) {
    return new Refusal("Position " + event.position() + " is a " + event.ceType()
        + ", which this release does not know; check with a newer one");
  }

  private static long priority(JsonNode data) {
    var rank = PRIORITIES.indexOf(text(data, "priority"));
    if (rank < 0) throw new IllegalArgumentException("priority");
    return rank;
  }

  private static String text(JsonNode data, String member) {
    return data.path(member).stringValue();
  }

  private static UUID id(JsonNode data, String member) {
    return UUID.fromString(text(data, member));
  }

  private static @Nullable Instant time(JsonNode data, String member) {
    var text = data.path(member);
    return text.isNull() || text.isMissingNode() ? null : Times.parse(text.stringValue());
  }

  private static String at(LoggedEvent event) {
    return "position " + event.position() + " of the log, " + event.ceType();
  }
}
