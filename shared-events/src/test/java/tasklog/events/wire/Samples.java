package tasklog.events.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Actor;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
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
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tools.jackson.databind.node.JsonNodeFactory;

/** The event that each golden file holds, and what is around an event on the stream. */
final class Samples {

  private static final OwnerId OWNER = new OwnerId(UUID.fromString("0198c2f4-7c1d-7a10-8000-00000000000a"));
  private static final TaskId TASK = new TaskId(UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000001"));
  private static final TagId TAG = new TagId(UUID.fromString("0198c2f4-7c1d-7a10-8000-0000000000f1"));
  private static final List<TaskId> TASKS = List.of(
      new TaskId(UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000003")),
      TASK,
      new TaskId(UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000002")));
  private static final Instant AT = Instant.parse("2026-01-05T12:00:00.123456Z");

  static final UUID LOG = UUID.fromString("0198c2f4-7c1d-7a10-8000-0000000000aa");

  /** An event as the stream carries it; the one before it on its partition is at {@link #PREVIOUS}. */
  static final RecordedEvent RECORDED = new RecordedEvent(42,
      UUID.fromString("0198c2f4-7c1d-7a10-8000-0000000000e2"), "TaskStatusChanged", 1, OWNER, AT,
      AT.plus(Duration.ofMillis(2)), Actor.user(OWNER.value()), TASK.value(), 43,
      "0198c2f4-7c1c-7a10-8000-0000000000c1", "0198c2f4-7c1c-7a10-8000-0000000000c2",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      "{\"owner\":\"" + OWNER + "\",\"task_id\":\"" + TASK + "\",\"status\":\"in_progress\"}");
  static final long PREVIOUS = 39;

  static final Checkpoint CHECKPOINT = new Checkpoint(43,
      UUID.fromString("0198c2f4-7c1d-7a10-8000-0000000000e3"), LOG, List.of(41L, 0L, 43L));
  static final Heartbeat HEARTBEAT = new Heartbeat(43, AT.plusSeconds(1), LOG, List.of(41L, 0L, 43L));

  private Samples() {}

  static TasklogEvent of(EventType type) {
    return switch (type) {
      case TASK_CREATED -> new TaskCreated(OWNER, TASK, "Größe 👩‍💻 \"x\"", " a\r\n\tb\\/\u0001\u2028",
          Status.COMPLETED,
          Priority.URGENT, AT, List.of(TAG), attributes(), AT);
      case TASK_RETITLED -> new TaskRetitled(OWNER, TASK, "İstanbul ıI");
      case TASK_DESCRIBED -> new TaskDescribed(OWNER, TASK, "");
      case TASK_PRIORITISED -> new TaskPrioritised(OWNER, TASK, Priority.NONE);
      case TASK_RESCHEDULED -> new TaskRescheduled(OWNER, TASK, null);
      case TASK_ATTRIBUTES_CHANGED -> new TaskAttributesChanged(OWNER, TASK, attributes());
      case TASK_TAGGED -> new TaskTagged(OWNER, TASK, TAG);
      case TASK_UNTAGGED -> new TaskUntagged(OWNER, TASK, TAG);
      case TASK_STATUS_CHANGED -> new TaskStatusChanged(OWNER, TASK, Status.IN_PROGRESS);
      case TASK_DELETED -> new TaskDeleted(OWNER, TASK);
      case TASK_RESTORED -> new TaskRestored(OWNER, TASK);
      case TASKS_STATUS_CHANGED -> new TasksStatusChanged(OWNER, TASKS, Status.CANCELLED);
      case TASKS_DELETED -> new TasksDeleted(OWNER, TASKS);
      case TASKS_RESTORED -> new TasksRestored(OWNER, TASKS);
      case TASKS_UNTAGGED -> new TasksUntagged(OWNER, TASKS, TAG);
      case TAG_CREATED -> new TagCreated(OWNER, TAG, "Straße");
      case TAG_RENAMED -> new TagRenamed(OWNER, TAG, "Straße", "STRASSE");
      case TAG_DELETED -> new TagDeleted(OWNER, TAG, "STRASSE");
      case ACCOUNT_REGISTERED -> new AccountRegistered(OWNER, OWNER);
      case ACCOUNT_DEACTIVATED -> new AccountDeactivated(OWNER, OWNER);
      case ACCOUNT_REACTIVATED -> new AccountReactivated(OWNER, OWNER);
    };
  }

  private static Attributes attributes() {
    var object = JsonNodeFactory.instance.objectNode();
    object.putObject("z").put("b", true).putNull("a");
    object.put("price", new BigDecimal("1.50"));
    object.put("kind", "bug/😀");
    object.putArray("list").add(new BigDecimal("1e2")).add(-7);
    return Attributes.of(object);
  }
}
