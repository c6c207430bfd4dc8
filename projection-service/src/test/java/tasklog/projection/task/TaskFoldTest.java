package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
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
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.projection.History;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.task.TaskFold.Change;

class TaskFoldTest {

  private static final OwnerId OWNER = History.owner();
  private static final TaskId TASK = History.task();
  private static final TagId ONE = new TagId(UUID.randomUUID());
  private static final TagId TWO = new TagId(UUID.randomUUID());

  private static final TaskCreated CREATED = created(Status.PENDING, null);

  @Property(tries = 300)
  void batches_of_any_cut_give_the_same_rows(@ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int events) {
    var scenes = Scenes.random(seed, events);
    var oneByOne = new HashMap<TaskId, TaskRow>();
    scenes.forEach(event -> apply(oneByOne, List.of(event)));
    var cut = new HashMap<TaskId, TaskRow>();
    var random = new Random(seed);
    for (var from = 0; from < events;) {
      var to = Math.min(events, from + 1 + random.nextInt(12));
      apply(cut, scenes.subList(from, to));
      from = to;
    }
    assertThat(cut).isEqualTo(oneByOne);
  }

  @Property(tries = 100)
  void what_was_applied_is_passed_over_when_it_comes_again(@ForAll long seed) {
    var scenes = Scenes.random(seed, 40);
    var rows = new HashMap<TaskId, TaskRow>();
    apply(rows, scenes);
    assertThat(TaskFold.fold(rows, scenes)).isEmpty();
  }

  @Example
  void a_created_task_has_the_time_of_its_event() {
    var row = fold(created(Status.PENDING, null));
    assertThat(row.createdAt()).isEqualTo(time(1));
    assertThat(row.updatedAt()).isEqualTo(time(1));
    assertThat(row.completedAt()).isNull();
    assertThat(row.deletedAt()).isNull();
    assertThat(row.version()).isEqualTo(1);
  }

  @Example
  void a_task_may_have_been_completed_before_it_was_created() {
    var before = time(1).minusSeconds(3_600);
    assertThat(fold(created(Status.COMPLETED, before)).completedAt()).isEqualTo(before);
  }

  @Example
  void completed_at_is_set_exactly_while_completed() {
    assertThat(fold(CREATED, status(Status.COMPLETED)).completedAt()).isEqualTo(time(2));
    assertThat(fold(CREATED, status(Status.COMPLETED), status(Status.PENDING)).completedAt()).isNull();
  }

  @Example
  void a_task_that_has_the_status_of_a_bulk_event_only_moves_its_version() {
    var row = fold(CREATED, status(Status.COMPLETED),
        new TasksStatusChanged(OWNER, List.of(TASK), Status.COMPLETED));
    assertThat(row.completedAt()).isEqualTo(time(2));
    assertThat(row.updatedAt()).isEqualTo(time(2));
    assertThat(row.version()).isEqualTo(3);
  }

  @Example
  void every_change_moves_updated_at() {
    for (var change : List.of(
        new TaskRetitled(OWNER, TASK, "Another"),
        new TaskDescribed(OWNER, TASK, "Something"),
        new TaskPrioritised(OWNER, TASK, Priority.URGENT),
        new TaskRescheduled(OWNER, TASK, time(9)),
        new TaskAttributesChanged(OWNER, TASK, Attributes.parse("{\"a\":1}")),
        new TaskTagged(OWNER, TASK, TWO),
        new TaskUntagged(OWNER, TASK, ONE),
        new TasksUntagged(OWNER, List.of(TASK), ONE),
        status(Status.CANCELLED),
        new TaskDeleted(OWNER, TASK),
        new TasksDeleted(OWNER, List.of(TASK)))) {
      var row = fold(CREATED, change);
      assertThat(row.updatedAt()).as(change.toString()).isEqualTo(time(2));
      assertThat(row.createdAt()).isEqualTo(time(1));
      assertThat(row.version()).isEqualTo(2);
    }
  }

  @Example
  void an_event_that_repeats_what_is_so_moves_only_the_version() {
    for (var repetition : List.of(
        new TaskRetitled(OWNER, TASK, "A task"),
        new TaskDescribed(OWNER, TASK, ""),
        new TaskPrioritised(OWNER, TASK, Priority.MEDIUM),
        new TaskRescheduled(OWNER, TASK, null),
        new TaskAttributesChanged(OWNER, TASK, Attributes.NONE),
        new TaskTagged(OWNER, TASK, ONE),
        new TaskUntagged(OWNER, TASK, TWO),
        new TaskRestored(OWNER, TASK))) {
      var row = fold(CREATED, repetition);
      assertThat(row).as(repetition.toString()).isEqualTo(fold(CREATED).at(time(1), 2));
    }
  }

  @Example
  void deleted_at_is_the_time_of_the_first_deletion_until_it_is_restored() {
    var twice = fold(CREATED, new TaskDeleted(OWNER, TASK), new TasksDeleted(OWNER, List.of(TASK)));
    assertThat(twice.deletedAt()).isEqualTo(time(2));
    assertThat(fold(CREATED, new TaskDeleted(OWNER, TASK), new TaskRestored(OWNER, TASK)).deletedAt())
        .isNull();
  }

  @Example
  void tags_keep_the_order_in_which_they_were_put_on() {
    assertThat(fold(CREATED, new TaskTagged(OWNER, TASK, TWO)).tagIds()).containsExactly(ONE, TWO);
    assertThat(fold(CREATED, new TaskTagged(OWNER, TASK, TWO), new TaskUntagged(OWNER, TASK, ONE),
        new TaskTagged(OWNER, TASK, ONE)).tagIds()).containsExactly(TWO, ONE);
  }

  @Example
  void what_cannot_have_happened_is_refused() {
    var other = History.owner();
    assertThatThrownBy(() -> fold(status(Status.COMPLETED))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fold(CREATED, CREATED)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fold(CREATED, new TaskDeleted(other, TASK)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> fold(CREATED, History.created(other, TASK)))
        .isInstanceOf(IllegalStateException.class);
  }

  /** A row after its events, each of one second after the one before. */
  private static TaskRow fold(TaskEvent... events) {
    var history = new History();
    var rows = new HashMap<TaskId, TaskRow>();
    for (var event : events) {
      apply(rows, history.feed(event));
    }
    return Objects.requireNonNull(rows.get(TASK));
  }

  private static void apply(Map<TaskId, TaskRow> rows, List<FeedEvent> events) {
    TaskFold.fold(rows, events).stream().map(Change::after).toList().forEach(row -> rows.put(row.id(), row));
  }

  private static TaskCreated created(Status status, @Nullable Instant completedAt) {
    return new TaskCreated(OWNER, TASK, "A task", "", status, Priority.MEDIUM, null, List.of(ONE),
        Attributes.NONE,
        completedAt);
  }

  private static TaskStatusChanged status(Status status) {
    return new TaskStatusChanged(OWNER, TASK, status);
  }

  private static Instant time(long position) {
    return History.START.plusSeconds(position - 1);
  }
}
