package tasklog.events.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
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
import tasklog.events.TasklogEvent;
import tools.jackson.databind.node.ObjectNode;

/** The names and versions of the contract. A name is never reused; class names may change, these may not. */
public enum EventType {
  TASK_CREATED(TaskCreated.class, "TaskCreated"),
  TASK_RETITLED(TaskRetitled.class, "TaskRetitled"),
  TASK_DESCRIBED(TaskDescribed.class, "TaskDescribed"),
  TASK_PRIORITISED(TaskPrioritised.class, "TaskPrioritised"),
  TASK_RESCHEDULED(TaskRescheduled.class, "TaskRescheduled"),
  TASK_ATTRIBUTES_CHANGED(TaskAttributesChanged.class, "TaskAttributesChanged"),
  TASK_TAGGED(TaskTagged.class, "TaskTagged"),
  TASK_UNTAGGED(TaskUntagged.class, "TaskUntagged"),
  TASK_STATUS_CHANGED(TaskStatusChanged.class, "TaskStatusChanged"),
  TASK_DELETED(TaskDeleted.class, "TaskDeleted"),
  TASK_RESTORED(TaskRestored.class, "TaskRestored"),
  TASKS_STATUS_CHANGED(TasksStatusChanged.class, "TasksStatusChanged"),
  TASKS_DELETED(TasksDeleted.class, "TasksDeleted"),
  TASKS_RESTORED(TasksRestored.class, "TasksRestored"),
  TASKS_UNTAGGED(TasksUntagged.class, "TasksUntagged"),
  TAG_CREATED(TagCreated.class, "TagCreated"),
  TAG_RENAMED(TagRenamed.class, "TagRenamed"),
  TAG_DELETED(TagDeleted.class, "TagDeleted"),
  ACCOUNT_REGISTERED(AccountRegistered.class, "AccountRegistered"),
  ACCOUNT_DEACTIVATED(AccountDeactivated.class, "AccountDeactivated"),
  ACCOUNT_REACTIVATED(AccountReactivated.class, "AccountReactivated");

  public static final String NAMESPACE = "tasklog";

  private static final Map<Class<?>, EventType> BY_CLASS = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(EventType::eventClass, Function.identity()));
  private static final Map<String, EventType> BY_NAME = Arrays.stream(values())
      .collect(Collectors.toUnmodifiableMap(EventType::eventName, Function.identity()));

  private final Class<? extends TasklogEvent> eventClass;
  private final String eventName;
  private final Upcaster upcaster;

  /** @param steps one from each older version to the next; the version is one more than there are steps */
  @SafeVarargs
  EventType(Class<? extends TasklogEvent> eventClass, String eventName, UnaryOperator<ObjectNode>... steps) {
    this.eventClass = eventClass;
    this.eventName = eventName;
    this.upcaster = new Upcaster(steps);
  }

  public static EventType of(TasklogEvent event) {
    return of(event.getClass()).orElseThrow();
  }

  public static Optional<EventType> of(Class<?> eventClass) {
    return Optional.ofNullable(BY_CLASS.get(eventClass));
  }

  /** The type of that name, whatever the version; empty when this build knows no such event. */
  public static Optional<EventType> named(String eventName) {
    return Optional.ofNullable(BY_NAME.get(eventName));
  }

  /** The type that reads that version of an event; empty when this build knows no such event, or only older ones. */
  public static Optional<EventType> of(String eventName, int version) {
    return Optional.ofNullable(BY_NAME.get(eventName)).filter(type -> type.upcaster.knows(version));
  }

  public Class<? extends TasklogEvent> eventClass() {
    return eventClass;
  }

  /** {@code TaskCreated}. */
  public String eventName() {
    return eventName;
  }

  /** The version that is written today. */
  public int version() {
    return upcaster.version();
  }

  /** {@code tasklog.TaskCreated.v1}. */
  public String ceType() {
    return ceType(version());
  }

  /** The same of an older version. */
  public String ceType(int version) {
    return ceType(eventName, version);
  }

  Upcaster upcaster() {
    return upcaster;
  }

  static String ceType(String eventName, int version) {
    return NAMESPACE + "." + eventName + ".v" + version;
  }
}
