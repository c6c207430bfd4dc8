package tasklog.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tasklog.command.bus.Refused.Reason.TASK_DELETED;
import static tasklog.command.bus.Refused.Reason.TASK_NOT_FOUND;
import static tasklog.command.task.TaskDeciderTest.NOW;
import static tasklog.command.task.TaskDeciderTest.OWNER;
import static tasklog.command.task.TaskDeciderTest.STRANGER;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.messaging.core.QualifiedName;
import org.junit.jupiter.api.Test;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Past;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.task.BulkCommand.ChangeStatuses;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventType;

class BulkDeciderTest {

  private final BulkDecider rules = new BulkDecider();

  @Test
  void one_event_names_up_to_a_thousand_tasks_in_the_order_of_the_command() {
    var ids = Stream.generate(() -> new TaskId(UUID.randomUUID())).limit(2_001).toList();
    var events = decide(ids.stream().map(id -> created(OWNER, id)).toList(), complete(ids));
    assertThat(events).containsExactly(
        new TasksStatusChanged(OWNER, ids.subList(0, 1_000), Status.COMPLETED),
        new TasksStatusChanged(OWNER, ids.subList(1_000, 2_000), Status.COMPLETED),
        new TasksStatusChanged(OWNER, ids.subList(2_000, 2_001), Status.COMPLETED));
  }

  @Test
  void every_task_that_stands_in_the_way_is_named_and_nothing_is_done() {
    var live = new TaskId(UUID.randomUUID());
    var deleted = new TaskId(UUID.randomUUID());
    var foreign = new TaskId(UUID.randomUUID());
    var absent = new TaskId(UUID.randomUUID());
    var past = List.of(created(OWNER, live), created(OWNER, deleted), created(STRANGER, foreign),
        new TasksDeleted(OWNER, List.of(deleted)));
    var refused = catchThrowableOfType(Refused.class,
        () -> decide(past, complete(List.of(live, deleted, foreign, absent))));
    assertThat(refused.offenders()).containsExactly(
        new Offender(1, deleted.value(), TASK_DELETED),
        new Offender(2, foreign.value(), TASK_NOT_FOUND),
        new Offender(3, absent.value(), TASK_NOT_FOUND));
  }

  @Test
  void a_restored_task_is_live_again() {
    var task = new TaskId(UUID.randomUUID());
    var past = List.of(created(OWNER, task), new TasksDeleted(OWNER, List.of(task)),
        new TasksRestored(OWNER, List.of(task)));
    assertThat(decide(past, complete(List.of(task)))).hasSize(1);
  }

  /** Guarantee 6. Red without {@code andBeingOneOfTypes} in PresenceOf, and with one event more there. */
  @Test
  void changes_of_a_task_do_not_get_in_the_way_but_its_deletion_does() {
    var task = new TaskId(UUID.randomUUID());
    var condition = new PresenceOf(List.of(task)).criteria();
    var tags = Set.of(EventTags.task(task));
    assertThat(Stream.of(EventType.values())
        .filter(
            type -> condition.matches(new QualifiedName(EventType.NAMESPACE, type.eventName()), tags)))
        .extracting(EventType::eventName).containsExactlyInAnyOrder("TaskCreated", "TaskDeleted",
            "TaskRestored", "TasksDeleted", "TasksRestored");
  }

  private static ChangeStatuses complete(List<TaskId> ids) {
    return new ChangeStatuses(OWNER, ids, Status.COMPLETED, Mode.ATOMIC, NOW);
  }

  private static TaskCreated created(OwnerId owner, TaskId id) {
    return new TaskCreated(owner, id, "x", "", Status.PENDING, Priority.NONE, null, List.of(),
        Attributes.NONE, null);
  }

  private List<TasklogEvent> decide(List<? extends TasklogEvent> events, BulkCommand command) {
    var past = new ArrayList<TasklogEvent>(List.of(TaskDeciderTest.REGISTERED));
    past.addAll(events);
    var happened = IntStream.range(0, past.size()).mapToObj(i -> new Happened(past.get(i), i + 1, NOW))
        .toList();
    return rules.decide(Past.scope(rules, command, happened), command);
  }
}
