package tasklog.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static tasklog.command.bus.Precondition.NONE;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_INACTIVE;
import static tasklog.command.bus.Refused.Reason.PRECONDITION_FAILED;
import static tasklog.command.bus.Refused.Reason.SOME_TAGS;
import static tasklog.command.bus.Refused.Reason.TASK_DELETED;
import static tasklog.command.bus.Refused.Reason.TASK_ID_TAKEN;
import static tasklog.command.bus.Refused.Reason.TASK_NOT_FOUND;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.command.account.AccountRules;
import tasklog.command.bus.Command;
import tasklog.command.bus.Precondition;
import tasklog.command.bus.Refused;
import tasklog.command.bus.TestBuses;
import tasklog.command.bus.TestBuses.Bus;
import tasklog.command.tag.TagRules;
import tasklog.command.task.BulkCommand.ChangeStatuses;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.Task.Existing;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.command.task.TaskCommand.DeleteTask;
import tasklog.command.task.TaskCommand.RestoreTask;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskId;

/**
 * Guarantee 7: what a process remembers may have been overtaken by another one, and no answer shows it. Two buses share
 * nothing but the log.
 */
class RememberedTest {

  private static final TestBuses BUSES = new TestBuses(
      List.of(new TaskDecider(), new BulkDecider(), AccountRules.decider(), TagRules.decider()));
  private static final Bus HERE = BUSES.bus();
  private static final Bus ELSEWHERE = BUSES.bus();

  private final OwnerId owner = TestBuses.newOwner();
  private final TaskId task = new TaskId(UUID.randomUUID());

  @AfterAll
  static void close() {
    BUSES.close();
  }

  @BeforeEach
  void createATask() {
    HERE.send(AccountRules.register(owner));
    HERE.send(create(task, List.of()));
  }

  /** Red without the confirmation in CommandHandlers: here it still is completed. */
  @Test
  void what_was_undone_elsewhere_is_done_again() {
    assertThat(HERE.events(status(Status.COMPLETED))).hasSize(1);
    assertThat(ELSEWHERE.events(status(Status.PENDING))).hasSize(1);
    assertThat(HERE.events(status(Status.COMPLETED)))
        .containsExactly(new TaskStatusChanged(owner, task, Status.COMPLETED));
  }

  /** Red without the confirmation in CommandHandlers: here it still is deleted. */
  @Test
  void what_was_restored_elsewhere_is_there() {
    HERE.send(new DeleteTask(owner, task, NONE, now()));
    ELSEWHERE.send(new RestoreTask(owner, task, NONE, now()));
    assertThat(HERE.events(title("again", NONE))).containsExactly(new TaskRetitled(owner, task, "again"));
  }

  @Test
  void what_was_deleted_elsewhere_is_not() {
    ELSEWHERE.send(new DeleteTask(owner, task, NONE, now()));
    refused(TASK_DELETED, title("late", NONE));
  }

  /** Red without the confirmation: what was not found stays in the cache. */
  @Test
  void what_was_not_there_may_have_been_created_elsewhere() {
    var late = new TaskId(UUID.randomUUID());
    refused(TASK_NOT_FOUND, new DeleteTask(owner, late, NONE, now()));
    ELSEWHERE.send(create(late, List.of()));
    assertThat(HERE.events(new DeleteTask(owner, late, NONE, now()))).hasSize(1);
  }

  /** Red without the confirmation: here the version is another one. */
  @Test
  void a_precondition_is_held_against_the_version_of_the_log() {
    var before = version(HERE);
    var after = ELSEWHERE.send(title("elsewhere", NONE)).position();
    assertThat(HERE.events(title("here", version -> version == after))).hasSize(1);
    ELSEWHERE.send(title("elsewhere again", NONE));
    refused(PRECONDITION_FAILED, title("here again", version -> version == before));
    refused(PRECONDITION_FAILED, title("here again", version -> version == after));
  }

  @Test
  void who_was_deactivated_elsewhere_is_refused_and_who_was_reactivated_is_not() {
    var administrator = TestBuses.newOwner();
    ELSEWHERE.send(AccountRules.register(administrator));
    ELSEWHERE.send(AccountRules.deactivate(owner));
    refused(ACCOUNT_INACTIVE, title("inactive", NONE));
    refused(ACCOUNT_INACTIVE, create(new TaskId(UUID.randomUUID()), List.of()));
    ELSEWHERE.send(AccountRules.reactivate(owner, administrator));
    assertThat(HERE.events(title("active", NONE))).hasSize(1);
    ELSEWHERE.send(AccountRules.deactivate(owner));
    refused(ACCOUNT_INACTIVE,
        new ChangeStatuses(owner, List.of(task), Status.COMPLETED, Mode.PARTIAL, now()));
  }

  @Test
  void a_tag_that_was_deleted_elsewhere_is_put_on_nothing() {
    var tag = new TagId(UUID.randomUUID());
    HERE.send(TagRules.create(owner, tag, "urgent"));
    assertThat(HERE.events(create(new TaskId(UUID.randomUUID()), List.of(tag)))).hasSize(1);
    ELSEWHERE.send(TagRules.delete(owner, tag));
    refused(SOME_TAGS, create(new TaskId(UUID.randomUUID()), List.of(tag)));
  }

  /** Red without the condition of the append. */
  @Test
  void an_id_that_is_taken_is_found_out_without_having_been_looked_for() {
    var taken = new TaskId(UUID.randomUUID());
    ELSEWHERE.send(create(taken, List.of()));
    refused(TASK_ID_TAKEN, create(taken, List.of()));
  }

  @Test
  void what_a_bulk_command_did_elsewhere_is_seen() {
    ELSEWHERE.send(new ChangeStatuses(owner, List.of(task), Status.COMPLETED, Mode.ATOMIC, now()));
    assertThat(HERE.events(status(Status.PENDING))).hasSize(1);
    HERE.send(new ChangeStatuses(owner, List.of(task), Status.COMPLETED, Mode.ATOMIC, now()));
    assertThat(HERE.events(status(Status.PENDING))).hasSize(1);
  }

  /** Red when nobody follows, and when what was followed is not added to what is remembered. */
  @Test
  void what_was_done_elsewhere_is_known_before_it_is_asked_for() {
    var fresh = BUSES.bus();
    fresh.send(title("first", NONE));
    ELSEWHERE.send(status(Status.IN_PROGRESS));
    fresh.send(create(new TaskId(UUID.randomUUID()), List.of())); // finds out that somebody else has appended
    followsAndKnows(fresh, Status.IN_PROGRESS);
  }

  /** Red when nobody is told of wide events, and when what was followed is not added to what is remembered. */
  @Test
  void what_a_bulk_command_did_here_is_remembered_of_each_task() {
    var fresh = BUSES.bus();
    fresh.send(title("first", NONE));
    fresh.send(new ChangeStatuses(owner, List.of(task), Status.IN_PROGRESS, Mode.ATOMIC, now()));
    followsAndKnows(fresh, Status.IN_PROGRESS);
  }

  /** Red when Knowledge reads what is remembered, too. */
  @Test
  void the_log_is_not_read_for_what_is_remembered() {
    HERE.send(status(Status.IN_PROGRESS)); // looks up the numbers of names, once
    int before = HERE.reads();
    HERE.send(status(Status.COMPLETED));
    HERE.send(create(new TaskId(UUID.randomUUID()), List.of()));
    assertThat(HERE.reads()).isEqualTo(before);
    HERE.send(status(Status.COMPLETED));
    assertThat(HERE.reads()).as("of an outcome without events").isEqualTo(before + 1);
  }

  @Test
  void hits_misses_confirmations_and_conflicts_are_counted() {
    var fresh = BUSES.bus();
    fresh.send(status(Status.IN_PROGRESS));
    assertThat(fresh.count("misses")).isEqualTo(1);
    fresh.send(status(Status.IN_PROGRESS));
    assertThat(fresh.count("hits")).isEqualTo(1);
    assertThat(fresh.count("confirmations")).isEqualTo(1);
    HERE.send(status(Status.COMPLETED));
    fresh.send(status(Status.PENDING));
    assertThat(fresh.count("conflicts")).isEqualTo(1);
  }

  private void followsAndKnows(Bus fresh, Status status) {
    await().until(() -> fresh.followed() == 1);
    int before = fresh.reads();
    var decided = fresh.send(title("second", NONE));
    assertThat(((Existing) decided.before().task()).content().status()).isEqualTo(status);
    assertThat(fresh.reads()).isEqualTo(before);
    assertThat(fresh.count("conflicts")).isZero();
  }

  private static void refused(Refused.Reason reason, Command<?> command) {
    assertThatExceptionOfType(Refused.class).isThrownBy(() -> HERE.send(command))
        .returns(reason, Refused::reason);
  }

  private long version(Bus bus) {
    return ((Existing) bus.send(changed(null, null, NONE)).after().task()).version();
  }

  private CreateTask create(TaskId id, List<TagId> tags) {
    return new CreateTask(owner, id, "x", "", Status.PENDING, Priority.MEDIUM, null, tags, Attributes.NONE,
        now());
  }

  private ChangeTask status(Status status) {
    return changed(null, status, NONE);
  }

  private ChangeTask title(String title, Precondition expected) {
    return changed(title, null, expected);
  }

  private ChangeTask changed(@Nullable String title, @Nullable Status status, Precondition expected) {
    return new ChangeTask(owner, task, new Changes(title, null, status, null, null, null, null), expected,
        now());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
