package tasklog.projection.task;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tasklog.web.TaskResource;

/**
 * The orders of a list of tasks, each with its constant pieces of SQL. An order is total, and of one direction over all
 * its columns: what is behind a task is then one row comparison, which is one range of an index, however many tasks
 * share a time. Only tasks that are not due at any time are a range of their own, the last one in both directions.
 */
enum TaskOrder {
  NEWEST("-created_at", "created_at DESC, task_id DESC", "(created_at, task_id) < (:time, :id)"),
  OLDEST("created_at", "created_at, task_id", "(created_at, task_id) > (:time, :id)"),
  LAST_UPDATED("-updated_at", "updated_at DESC, task_id DESC", "(updated_at, task_id) < (:time, :id)"),
  FIRST_UPDATED("updated_at", "updated_at, task_id", "(updated_at, task_id) > (:time, :id)"),
  MOST_URGENT("-priority", "priority DESC, created_at DESC, task_id DESC",
      "(priority, created_at, task_id) < (:rank::smallint, :time, :id)"),
  LEAST_URGENT("priority", "priority, created_at, task_id",
      "(priority, created_at, task_id) > (:rank::smallint, :time, :id)"),
  LAST_DUE("-due_at", "due_at DESC, task_id DESC", "(due_at, task_id) < (:time, :id)"),
  FIRST_DUE("due_at", "due_at, task_id", "(due_at, task_id) > (:time, :id)");

  private final String wire;
  private final String columns;
  private final String behind;

  TaskOrder(String wire, String columns, String behind) {
    this.wire = wire;
    this.columns = columns;
    this.behind = behind;
  }

  /** The name in query parameters. */
  String wire() {
    return wire;
  }

  /** Of the rows of one range. */
  String ofRange() {
    return columns;
  }

  /** Of the rows of several ranges. */
  String ofPage() {
    return this == LAST_DUE ? "due_at DESC NULLS LAST, task_id DESC" : columns;
  }

  /** Whether an equal status or priority leaves the order to an index of its own. */
  boolean isByCreation() {
    return this == NEWEST || this == OLDEST;
  }

  /** The order of creation, of rows of task_tag that are called tagged. */
  String ofTagged() {
    return ofTagged(columns);
  }

  /** What is behind a task in the order of creation, or everything when there is none; as {@link #ofTagged}. */
  String behindTagged(@Nullable TaskKey after) {
    return after == null ? "true" : ofTagged(behind);
  }

  private static String ofTagged(String sql) {
    return sql.replace("task_id", "tagged.task_id").replace("created_at", "tagged.task_created_at");
  }

  /** What is behind a task, or everything when there is none: conditions of ranges, one after the other. */
  List<String> ranges(@Nullable TaskKey after) {
    return switch (this) {
      case NEWEST, OLDEST, LAST_UPDATED, FIRST_UPDATED, MOST_URGENT,
          LEAST_URGENT -> List.of(after == null ? "true" : behind);
      case FIRST_DUE -> byDue(after, "due_at IS NULL AND task_id > :id");
      case LAST_DUE -> byDue(after, "due_at IS NULL AND task_id < :id");
    };
  }

  private List<String> byDue(@Nullable TaskKey after, String behindNever) {
    if (after != null && after.time() == null) {
      return List.of(behindNever);
    }
    return List.of(after == null ? "due_at IS NOT NULL" : behind, "due_at IS NULL");
  }

  /** The order of the tasks of a page, as the server has it: it compares ids byte by byte, as their texts do. */
  Comparator<TaskResource> ofTasks() {
    Comparator<TaskResource> byId = comparing(task -> task.id().toString());
    var byCreation = comparing(TaskResource::createdAt).thenComparing(byId);
    var byUpdate = comparing(TaskResource::updatedAt).thenComparing(byId);
    var byUrgency = comparing(TaskResource::priority).thenComparing(byCreation);
    return switch (this) {
      case OLDEST -> byCreation;
      case NEWEST -> byCreation.reversed();
      case FIRST_UPDATED -> byUpdate;
      case LAST_UPDATED -> byUpdate.reversed();
      case LEAST_URGENT -> byUrgency;
      case MOST_URGENT -> byUrgency.reversed();
      case FIRST_DUE -> comparing(TaskResource::dueAt, nullsLast(naturalOrder())).thenComparing(byId);
      case LAST_DUE -> comparing(TaskResource::dueAt, nullsLast(reverseOrder()))
          .thenComparing(byId.reversed());
    };
  }

  /** Where a task stands in this order. */
  TaskKey key(TaskResource task) {
    var time = switch (this) {
      case NEWEST, OLDEST, MOST_URGENT, LEAST_URGENT -> task.createdAt();
      case LAST_UPDATED, FIRST_UPDATED -> task.updatedAt();
      case LAST_DUE, FIRST_DUE -> task.dueAt();
    };
    return new TaskKey(task.priority(), time, task.id());
  }
}
