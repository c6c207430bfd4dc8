package tasklog.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tasklog.command.bus.Precondition.NONE;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_INACTIVE;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_UNKNOWN;
import static tasklog.command.bus.Refused.Reason.ATTRIBUTES_TOO_LARGE;
import static tasklog.command.bus.Refused.Reason.PRECONDITION_FAILED;
import static tasklog.command.bus.Refused.Reason.SOME_TAGS;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TASK_DELETED;
import static tasklog.command.bus.Refused.Reason.TASK_ID_TAKEN;
import static tasklog.command.bus.Refused.Reason.TASK_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TOO_MANY_TAGS;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Past;
import tasklog.command.bus.Precondition;
import tasklog.command.bus.Refused;
import tasklog.command.task.Task.Deleted;
import tasklog.command.task.Task.Live;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.AttributesPatch;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.command.task.TaskCommand.DeleteTask;
import tasklog.command.task.TaskCommand.DueAt;
import tasklog.command.task.TaskCommand.RestoreTask;
import tasklog.command.task.TaskCommand.TagTask;
import tasklog.command.task.TaskCommand.UntagTask;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.AccountEvent.AccountReactivated;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
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
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class TaskDeciderTest {

  static final Instant NOW = Instant.parse("2026-01-05T12:00:00.123456Z");
  static final OwnerId OWNER = new OwnerId(UUID.fromString("019b8c00-0000-7000-8000-000000000001"));
  static final OwnerId STRANGER = new OwnerId(UUID.fromString("019b8c00-0000-7000-8000-000000000002"));
  static final TaskId TASK = new TaskId(UUID.fromString("019b8c00-0000-7000-8000-00000000000a"));
  static final AccountRegistered REGISTERED = new AccountRegistered(OWNER, OWNER);
  static final TaskCreated CREATED = created(OWNER, Status.PENDING);

  @Test
  void a_task_is_created_as_given() {
    var create = new CreateTask(OWNER, TASK, "Write docs", "", Status.PENDING, Priority.MEDIUM, null,
        List.of(),
        Attributes.NONE, NOW);
    assertThat(given(REGISTERED).when(create)).containsExactly(CREATED);
  }

  @Test
  void a_task_that_is_created_completed_was_completed_then() {
    var create = new CreateTask(OWNER, TASK, "Write docs", "", Status.COMPLETED, Priority.MEDIUM, null,
        List.of(),
        Attributes.NONE, NOW);
    assertThat(given(REGISTERED).when(create)).containsExactly(created(OWNER, Status.COMPLETED));
  }

  @Test
  void an_id_is_used_once_whoever_used_it() {
    var create = new CreateTask(OWNER, TASK, "x", "", Status.PENDING, Priority.MEDIUM, null, List.of(),
        Attributes.NONE, NOW);
    given(REGISTERED, CREATED).refuses(create, TASK_ID_TAKEN);
    given(REGISTERED, CREATED, new TaskDeleted(OWNER, TASK)).refuses(create, TASK_ID_TAKEN);
    given(REGISTERED, created(STRANGER, Status.PENDING)).refuses(create, TASK_ID_TAKEN);
  }

  @Test
  void a_tag_that_does_not_exist_cannot_be_put_on() {
    var tags = List.of(new TagId(UUID.randomUUID()));
    given(REGISTERED)
        .refuses(new CreateTask(OWNER, TASK, "x", "", Status.PENDING, Priority.MEDIUM, null, tags,
            Attributes.NONE, NOW), SOME_TAGS);
    given(REGISTERED, CREATED).refuses(change(new Changes(null, null, null, null, null, null, tags)),
        SOME_TAGS);
  }

  @Test
  void tags_are_put_on_and_taken_off_one_event_each() {
    var one = new TagId(UUID.randomUUID());
    var two = new TagId(UUID.randomUUID());
    var there = given(REGISTERED, CREATED, new TagCreated(OWNER, one, "one"),
        new TagCreated(OWNER, two, "two"),
        new TaskTagged(OWNER, TASK, one));
    assertThat(there.when(new TagTask(OWNER, TASK, two, NONE, NOW)))
        .containsExactly(new TaskTagged(OWNER, TASK, two));
    assertThat(there.when(new TagTask(OWNER, TASK, one, NONE, NOW))).isEmpty();
    assertThat(there.when(new UntagTask(OWNER, TASK, one, NONE, NOW)))
        .containsExactly(new TaskUntagged(OWNER, TASK, one));
    assertThat(there.when(new UntagTask(OWNER, TASK, two, NONE, NOW))).isEmpty();
    assertThat(there.when(change(new Changes(null, null, null, null, null, null, List.of(two)))))
        .containsExactly(new TaskUntagged(OWNER, TASK, one), new TaskTagged(OWNER, TASK, two));
  }

  @Test
  void a_tag_of_somebody_else_or_a_deleted_one_does_not_exist() {
    var tag = new TagId(UUID.randomUUID());
    var put = new TagTask(OWNER, TASK, tag, NONE, NOW);
    given(REGISTERED, CREATED).refuses(put, TAG_NOT_FOUND);
    given(REGISTERED, CREATED, new TagCreated(STRANGER, tag, "x")).refuses(put, TAG_NOT_FOUND);
    given(REGISTERED, CREATED, new TagCreated(OWNER, tag, "x"), new TagDeleted(OWNER, tag, "x"))
        .refuses(put, TAG_NOT_FOUND);
  }

  @Test
  void a_task_has_at_most_fifty_tags() {
    var past = new ArrayList<TasklogEvent>(List.of(REGISTERED, CREATED));
    for (int i = 0; i < 50; i++) {
      past.add(new TaskTagged(OWNER, TASK, new TagId(UUID.randomUUID())));
    }
    var tag = new TagId(UUID.randomUUID());
    past.add(new TagCreated(OWNER, tag, "one too many"));
    new Given(past).refuses(new TagTask(OWNER, TASK, tag, NONE, NOW), TOO_MANY_TAGS);
  }

  @Test
  void each_field_that_changes_is_an_event_of_its_own_in_a_fixed_order() {
    var due = NOW.plusSeconds(60);
    var to = new Changes("Write more", "all of it", Status.COMPLETED, Priority.URGENT, new DueAt(due),
        new AttributesPatch(object("{\"a\":1}")), List.of());
    assertThat(given(REGISTERED, CREATED).when(change(to))).containsExactly(
        new TaskRetitled(OWNER, TASK, "Write more"),
        new TaskDescribed(OWNER, TASK, "all of it"),
        new TaskPrioritised(OWNER, TASK, Priority.URGENT),
        new TaskRescheduled(OWNER, TASK, due),
        new TaskAttributesChanged(OWNER, TASK, Attributes.parse("{\"a\":1}")),
        new TaskStatusChanged(OWNER, TASK, Status.COMPLETED));
  }

  @Test
  void what_is_as_it_should_be_changes_nothing() {
    var to = new Changes("Write docs", "", Status.PENDING, Priority.MEDIUM, new DueAt(null),
        new AttributesPatch(object("{\"a\":null}")),
        List.of());
    assertThat(given(REGISTERED, CREATED).when(change(to))).isEmpty();
    assertThat(given(REGISTERED, CREATED).when(new RestoreTask(OWNER, TASK, NONE, NOW))).isEmpty();
    assertThat(
        given(REGISTERED, CREATED, new TaskDeleted(OWNER, TASK)).when(new DeleteTask(OWNER, TASK, NONE, NOW)))
        .isEmpty();
  }

  @Test
  void attributes_are_merged_deeply_and_null_takes_a_member_away() {
    var before = new TaskAttributesChanged(OWNER, TASK,
        Attributes.parse("{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2]}"));
    var to = attributes("{\"a\":{\"b\":null,\"e\":1.50},\"d\":[3]}");
    assertThat(given(REGISTERED, CREATED, before).when(change(to))).containsExactly(
        new TaskAttributesChanged(OWNER, TASK, Attributes.parse("{\"a\":{\"c\":2,\"e\":1.50},\"d\":[3]}")));
  }

  @Test
  void attributes_keep_within_16_KiB_after_the_merge() {
    var before = new TaskAttributesChanged(OWNER, TASK,
        Attributes.parse("{\"a\":\"" + "x".repeat(10_000) + "\"}"));
    var fits = attributes("{\"b\":\"" + "x".repeat(6_369) + "\"}");
    var tooLarge = attributes("{\"b\":\"" + "x".repeat(6_370) + "\"}");
    assertThat(given(REGISTERED, CREATED, before).when(change(fits))).hasSize(1);
    given(REGISTERED, CREATED, before).refuses(change(tooLarge), ATTRIBUTES_TOO_LARGE);
  }

  @Test
  void a_tag_that_is_deleted_comes_off_a_deleted_task_too() {
    var tag = new TagId(UUID.randomUUID());
    var gone = (Deleted) given(CREATED, new TaskTagged(OWNER, TASK, tag), new TaskDeleted(OWNER, TASK),
        new TasksUntagged(OWNER, List.of(TASK), tag)).task();
    assertThat(gone.content().tagIds()).isEmpty();
    assertThat(gone.content().updatedAt()).isEqualTo(at(4));
    assertThat(gone.deletedAt()).isEqualTo(at(3));
  }

  @Test
  void a_deleted_task_accepts_nothing_but_restore() {
    var deleted = given(REGISTERED, CREATED, new TaskDeleted(OWNER, TASK));
    deleted.refuses(change(title("x")), TASK_DELETED);
    assertThat(deleted.when(new RestoreTask(OWNER, TASK, NONE, NOW)))
        .containsExactly(new TaskRestored(OWNER, TASK));
  }

  @Test
  void what_is_not_there_or_not_ours_does_not_exist() {
    for (var world : List.of(given(REGISTERED), given(REGISTERED, created(STRANGER, Status.PENDING)),
        given(REGISTERED, created(STRANGER, Status.PENDING), new TaskDeleted(STRANGER, TASK)))) {
      world.refuses(change(title("x")), TASK_NOT_FOUND);
      world.refuses(new DeleteTask(OWNER, TASK, NONE, NOW), TASK_NOT_FOUND);
      world.refuses(new RestoreTask(OWNER, TASK, NONE, NOW), TASK_NOT_FOUND);
    }
  }

  @Test
  void a_precondition_is_held_against_the_version_even_when_nothing_would_change() {
    Precondition version = v -> v == 2;
    Precondition other = v -> v != 2;
    var world = given(REGISTERED, CREATED);
    assertThat(world.when(new ChangeTask(OWNER, TASK, title("x"), version, NOW))).hasSize(1);
    world.refuses(new ChangeTask(OWNER, TASK, title("Write docs"), other, NOW), PRECONDITION_FAILED);
    world.refuses(new DeleteTask(OWNER, TASK, other, NOW), PRECONDITION_FAILED);
    world.refuses(new RestoreTask(OWNER, TASK, other, NOW), PRECONDITION_FAILED);
  }

  @Test
  void only_an_active_account_may_write() {
    given(CREATED).refuses(change(title("x")), ACCOUNT_UNKNOWN);
    given(REGISTERED, CREATED, new AccountDeactivated(OWNER, OWNER)).refuses(change(title("x")),
        ACCOUNT_INACTIVE);
    assertThat(
        given(REGISTERED, CREATED, new AccountDeactivated(OWNER, OWNER), new AccountReactivated(OWNER, OWNER))
            .when(change(title("x"))))
        .hasSize(1);
  }

  @Test
  void completed_at_is_set_exactly_while_completed() {
    var completed = given(CREATED, new TaskStatusChanged(OWNER, TASK, Status.COMPLETED)).live();
    assertThat(completed.content().completedAt()).isEqualTo(at(2));
    var again = given(CREATED, new TaskStatusChanged(OWNER, TASK, Status.COMPLETED),
        new TaskStatusChanged(OWNER, TASK, Status.PENDING)).live();
    assertThat(again.content().completedAt()).isNull();
  }

  @Test
  void a_bulk_event_that_changes_nothing_moves_only_the_version() {
    var bulk = new TasksStatusChanged(OWNER, List.of(TASK), Status.COMPLETED);
    var task = given(CREATED, new TaskStatusChanged(OWNER, TASK, Status.COMPLETED), bulk).live();
    assertThat(task.version()).isEqualTo(3);
    assertThat(task.content().completedAt()).isEqualTo(at(2));
    assertThat(task.content().updatedAt()).isEqualTo(at(2));
  }

  @Test
  void deleting_and_restoring_keep_the_content() {
    var bulk = List.of(TASK);
    var deleted = (Deleted) given(CREATED, new TasksDeleted(OWNER, bulk)).task();
    assertThat(deleted.deletedAt()).isEqualTo(at(2));
    assertThat(deleted.content().updatedAt()).isEqualTo(at(2));
    var restored = given(CREATED, new TasksDeleted(OWNER, bulk), new TasksRestored(OWNER, bulk)).live();
    assertThat(restored.content()).isEqualTo(given(CREATED).live().content().touched(at(3)));
  }

  static TaskCreated created(OwnerId owner, Status status) {
    return new TaskCreated(owner, TASK, "Write docs", "", status, Priority.MEDIUM, null, List.of(),
        Attributes.NONE,
        status == Status.COMPLETED ? NOW : null);
  }

  private static ChangeTask change(Changes to) {
    return new ChangeTask(OWNER, TASK, to, NONE, NOW);
  }

  private static Changes title(String title) {
    return new Changes(title, null, null, null, null, null, null);
  }

  private static Changes attributes(String patch) {
    return new Changes(null, null, null, null, null, new AttributesPatch(object(patch)), null);
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) JsonMapper.builder()
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build().readTree(json);
  }

  private static Instant at(long position) {
    return NOW.plusSeconds(position);
  }

  private static Given given(TasklogEvent... past) {
    return new Given(List.of(past));
  }

  private record Given(List<TasklogEvent> past) {

    private static final TaskDecider RULES = new TaskDecider();

    private List<Happened> happened() {
      return IntStream.range(0, past.size()).mapToObj(i -> new Happened(past.get(i), i + 1, at(i + 1)))
          .toList();
    }

    Task task() {
      var part = new TaskOf(TASK);
      var task = part.initial();
      for (var happened : happened()) {
        task = part.evolve(task, happened);
      }
      return task;
    }

    Live live() {
      return (Live) task();
    }

    List<TasklogEvent> when(TaskCommand command) {
      return RULES.decide(Past.scope(RULES, command, happened()), command);
    }

    void refuses(TaskCommand command, Refused.Reason reason) {
      assertThatExceptionOfType(Refused.class).isThrownBy(() -> when(command)).returns(reason,
          Refused::reason);
    }
  }
}
