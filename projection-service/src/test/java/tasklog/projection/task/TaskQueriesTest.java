package tasklog.projection.task;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskId;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.Found;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.task.TaskCounts.ByTag;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.web.TaskResource;

class TaskQueriesTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final Times ANY = new Times(null, null);
  private static final TaskFilter ALL = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false,
      Deleted.EXCLUDE, Tags.UNCONDITIONAL);
  private static final Snapshot SNAPSHOT = new Snapshot("task", 1, 3);
  private static final Instant NOW = History.START;
  private static final int TASKS = 60;

  private final TaskQueries queries = new TaskQueries(DATABASE.jdbc());
  private final OwnerId owner = History.owner();

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void pages_are_the_sorted_and_filtered_tasks_cut_in_pieces(@ForAll long seed) {
    var random = new Random(seed);
    var tasks = tasks(random);
    for (var order : TaskOrder.values()) {
      var filter = filter(random, tags(tasks, random));
      var expected = tasks.stream().filter(task -> matches(filter, task)).sorted(comparator(order)).toList();
      assertThat(allPages(filter, order, 1 + random.nextInt(20))).as("%s %s", order, filter)
          .isEqualTo(expected);
      assertThat(page(filter, order, null, 5, true).value().total()).isEqualTo(expected.size());
    }
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void counts_are_those_of_the_tasks(@ForAll long seed) {
    var tasks = tasks(new Random(seed));
    var live = tasks.stream().filter(task -> task.deletedAt() == null).toList();
    var counts = queries.counts(SNAPSHOT, owner, NOW).value();
    assertThat(counts.total()).isEqualTo(live.size());
    assertThat(counts.deleted()).isEqualTo(tasks.size() - live.size());
    assertThat(counts.overdue()).isEqualTo(live.stream().filter(TaskQueriesTest::isOverdue).count());
    for (var status : Status.values()) {
      assertThat(counts.byStatus()).containsEntry(status.wire(),
          live.stream().filter(task -> task.status() == status).count());
    }
    for (var priority : Priority.values()) {
      assertThat(counts.byPriority())
          .containsEntry(priority.wire(), live.stream().filter(task -> task.priority() == priority).count());
    }
    assertThat(counts.byTag().stream().mapToLong(ByTag::count).sum())
        .isEqualTo(live.stream().mapToLong(task -> task.tagIds().size()).sum());
  }

  @Example
  void an_owner_without_tasks_has_empty_pages_and_zeros() {
    assertThat(page(ALL, TaskOrder.NEWEST, null, 50, true).value())
        .isEqualTo(new TaskQueries.Tasks(List.of(), false, 0L));
    var counts = queries.counts(SNAPSHOT, owner, NOW).value();
    assertThat(counts.byStatus()).containsExactly(
        Map.entry("pending", 0L), Map.entry("in_progress", 0L), Map.entry("completed", 0L),
        Map.entry("cancelled", 0L));
    assertThat(counts.byPriority().keySet()).containsExactly("none", "low", "medium", "high", "urgent");
    assertThat(counts.byTag()).isEmpty();
  }

  @Example
  void no_query_shows_the_tasks_of_another_owner() {
    var task = tasks(new Random(1)).getFirst();
    var other = History.owner();
    assertThat(queries.one(SNAPSHOT, owner, task.id()).value()).contains(task);
    assertThat(queries.one(SNAPSHOT, other, task.id()).value()).isEmpty();
    assertThat(queries.counts(SNAPSHOT, other, NOW).value().total()).isZero();
    for (var order : TaskOrder.values()) {
      var query = new TaskListQuery(other, ALL, order, order.key(task), 200, true, NOW);
      assertThat(queries.list(SNAPSHOT, query).value())
          .isEqualTo(new TaskQueries.Tasks(List.of(), false, 0L));
    }
  }

  @Example
  void the_tag_of_another_owner_leads_nowhere() {
    var tasks = tasks(new Random(3));
    var tag = tasks.stream().flatMap(task -> task.tagIds().stream()).findAny().orElseThrow();
    for (var tags : List.of(new Tags(List.of(tag), List.of()), new Tags(List.of(), List.of(tag)))) {
      var filter = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.INCLUDE, tags);
      for (var order : TaskOrder.values()) {
        assertThat(page(filter, order, null, 200, true).value().page()).isNotEmpty();
        var stranger = new TaskListQuery(History.owner(), filter, order, null, 200, true, NOW);
        assertThat(queries.list(SNAPSHOT, stranger).value())
            .isEqualTo(new TaskQueries.Tasks(List.of(), false, 0L));
      }
    }
  }

  @Example
  void tags_that_many_tasks_have_give_the_same_lists_in_every_order() {
    DATABASE.jdbc().sql("TRUNCATE task, task_tag").update();
    var tags = List.of(new TagId(UUID.randomUUID()), new TagId(UUID.randomUUID()));
    var random = new Random(4);
    var events = new History().feed(Stream.generate(() -> created(random, owner, tags))
        .limit(3 * TaggedTaskList.FEW).toArray(TaskEvent[]::new));
    new TaskView(DATABASE.jdbc()).apply(events);
    var tasks = DATABASE.jdbc().sql("SELECT * FROM task").query((row, _) -> TaskColumns.resource(row)).list();
    for (var filtered : List.of(new Tags(tags, List.of()), new Tags(List.of(), tags), new Tags(tags, tags))) {
      var filter = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.EXCLUDE, filtered);
      for (var order : TaskOrder.values()) {
        var expected = tasks.stream().filter(task -> matches(filter, task)).sorted(comparator(order))
            .toList();
        assertThat(allPages(filter, order, 500)).as("%s %s", order, filter).isEqualTo(expected);
        assertThat(page(filter, order, null, 5, true).value().total()).isEqualTo(expected.size());
      }
    }
  }

  @Example
  void rows_come_with_the_position_of_their_snapshot() {
    DATABASE.jdbc().sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition, position, incarnation)
        VALUES ('task', 9, gen_random_uuid(), 3, 41, gen_random_uuid()),
               ('task', 9, gen_random_uuid(), 3, 7, gen_random_uuid())
        """).update();
    var snapshot = new Snapshot("task", 9, 3);
    assertThat(queries.one(snapshot, owner, History.task()).position()).isEqualTo(41);
    assertThat(queries.counts(snapshot, owner, NOW).position()).isEqualTo(41);
    assertThat(queries.list(snapshot, new TaskListQuery(owner, ALL, TaskOrder.NEWEST, null, 1, false, NOW))
        .position())
        .isEqualTo(41);
    assertThat(queries.one(new Snapshot("task", 9, null), owner, History.task()).position()).isZero();
  }

  @Example
  void a_page_of_200_takes_as_many_statements_as_a_page_of_1() {
    tasks(new Random(2));
    var counted = new CountedStatements(DATABASE.dataSource());
    var counting = new TaskQueries(counted.jdbc());
    for (var tags : List.of(Tags.UNCONDITIONAL, new Tags(List.of(new TagId(UUID.randomUUID())), List.of()))) {
      var filter = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.INCLUDE, tags);
      for (var limit : List.of(1, 200)) {
        var query = new TaskListQuery(owner, filter, TaskOrder.FIRST_DUE, null, limit, true, NOW);
        assertThat(counted.during(() -> counting.list(SNAPSHOT, query))).isEqualTo(1);
      }
    }
  }

  private List<TaskResource> allPages(TaskFilter filter, TaskOrder order, int limit) {
    var all = new ArrayList<TaskResource>();
    TaskKey after = null;
    for (var more = true; more;) {
      var found = page(filter, order, after, limit, false).value();
      assertThat(found.page()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(found.page());
      more = found.more();
      after = more ? TaskKey.of(order.key(found.page().getLast()).bytes()) : null;
    }
    return all;
  }

  private Found<TaskQueries.Tasks> page(
      TaskFilter filter,
      TaskOrder order,
      @Nullable TaskKey after,
      int limit,
      boolean counted) {
    return queries.list(SNAPSHOT, new TaskListQuery(owner, filter, order, after, limit, counted, NOW));
  }

  /** Tasks of the owner in which much is equal, beside some of another one. */
  private List<TaskResource> tasks(Random random) {
    DATABASE.jdbc().sql("TRUNCATE task, task_tag").update();
    var history = new History();
    var events = new ArrayList<FeedEvent>();
    var tags = List.of(new TagId(UUID.randomUUID()), new TagId(UUID.randomUUID()));
    for (var index = 0; index < TASKS; index++) {
      var appended = new ArrayList<TaskEvent>();
      appended.add(created(random, index % 7 == 0 ? History.owner() : owner, tags));
      if (random.nextInt(4) == 0) {
        appended
            .add(new TaskDeleted(appended.getFirst().owner(), ((TaskCreated) appended.getFirst()).taskId()));
      }
      events.addAll(history.feed(appended.toArray(TaskEvent[]::new)));
    }
    new TaskView(DATABASE.jdbc()).apply(events);
    // Few different times, so that ids have to decide.
    DATABASE.jdbc().sql("UPDATE task SET created_at = date_bin('20 s', created_at, 'epoch'),"
        + " updated_at = date_bin('15 s', updated_at, 'epoch')").update();
    DATABASE.jdbc().sql("UPDATE task_tag SET task_created_at = task.created_at FROM task"
        + " WHERE task.task_id = task_tag.task_id").update();
    return DATABASE.jdbc().sql("SELECT * FROM task WHERE owner_id = ?").param(owner.value())
        .query((row, _) -> TaskColumns.resource(row)).list();
  }

  private static TaskCreated created(Random random, OwnerId owner, List<TagId> tags) {
    var status = Status.values()[random.nextInt(4)];
    return new TaskCreated(owner, new TaskId(new UUID(random.nextLong(), random.nextLong())), "Title", "",
        status,
        Priority.ofRank(random.nextInt(5)),
        random.nextInt(3) == 0 ? null : NOW.plusSeconds(random.nextInt(7) - 3),
        tags.subList(0, random.nextInt(3)), Attributes.NONE, status == Status.COMPLETED ? NOW : null);
  }

  private static Tags tags(List<TaskResource> tasks, Random random) {
    var tags = Stream.concat(tasks.stream().flatMap(task -> task.tagIds().stream()).distinct(),
        Stream.of(new TagId(UUID.randomUUID()))).toList();
    return switch (random.nextInt(6)) {
      case 0 -> new Tags(some(tags, random), List.of());
      case 1 -> new Tags(List.of(), some(tags, random));
      case 2 -> new Tags(some(tags, random), some(tags, random));
      default -> Tags.UNCONDITIONAL;
    };
  }

  private static <T> List<T> some(List<T> values, Random random) {
    return values.stream().filter(_ -> random.nextBoolean()).toList();
  }

  private static TaskFilter filter(Random random, Tags tags) {
    return new TaskFilter(some(random, Status.class), some(random, Priority.class), times(random, 60),
        times(random, 3),
        times(random, 60), times(random, 3), random.nextInt(5) == 0, Deleted.values()[random.nextInt(3)],
        tags);
  }

  private static <E extends Enum<E>> Set<E> some(Random random, Class<E> type) {
    var some = EnumSet.noneOf(type);
    if (random.nextInt(3) == 0) {
      Arrays.stream(type.getEnumConstants()).filter(_ -> random.nextBoolean()).forEach(some::add);
    }
    return some;
  }

  private static Times times(Random random, int seconds) {
    return random.nextInt(4) != 0
        ? ANY
        : new Times(random.nextBoolean() ? null : NOW.plusSeconds(random.nextInt(seconds) - 1),
            random.nextBoolean() ? null : NOW.plusSeconds(random.nextInt(seconds) + 1));
  }

  private static boolean matches(TaskFilter filter, TaskResource task) {
    return (filter.statuses().isEmpty() || filter.statuses().contains(task.status()))
        && (filter.priorities().isEmpty() || filter.priorities().contains(task.priority()))
        && within(filter.created(), task.createdAt()) && within(filter.due(), task.dueAt())
        && within(filter.updated(), task.updatedAt()) && within(filter.completed(), task.completedAt())
        && (!filter.overdue() || isOverdue(task))
        && (filter.tags().any().isEmpty() || filter.tags().any().stream().anyMatch(task.tagIds()::contains))
        && task.tagIds().containsAll(filter.tags().all())
        && switch (filter.deleted()) {
          case INCLUDE -> true;
          case EXCLUDE -> task.deletedAt() == null;
          case ONLY -> task.deletedAt() != null;
        };
  }

  private static boolean within(Times times, @Nullable Instant time) {
    return times.equals(ANY) || time != null
        && (times.from() == null || !time.isBefore(times.from()))
        && (times.before() == null || time.isBefore(times.before()));
  }

  private static boolean isOverdue(TaskResource task) {
    return EnumSet.of(Status.PENDING, Status.IN_PROGRESS).contains(task.status()) && task.dueAt() != null
        && task.dueAt().isBefore(NOW);
  }

  /** As API.md says it: nulls last, ties by id in the direction of the order. */
  private static Comparator<TaskResource> comparator(TaskOrder order) {
    Comparator<TaskResource> byId = comparing(task -> task.id().toString());
    var byCreation = comparing(TaskResource::createdAt).thenComparing(byId);
    var byUpdate = comparing(TaskResource::updatedAt).thenComparing(byId);
    var byPriority = comparing(TaskResource::priority).thenComparing(byCreation);
    return switch (order) {
      case OLDEST -> byCreation;
      case NEWEST -> byCreation.reversed();
      case FIRST_UPDATED -> byUpdate;
      case LAST_UPDATED -> byUpdate.reversed();
      case LEAST_URGENT -> byPriority;
      case MOST_URGENT -> byPriority.reversed();
      case FIRST_DUE -> comparing(TaskResource::dueAt, nullsLast(naturalOrder())).thenComparing(byId);
      case LAST_DUE -> comparing(TaskResource::dueAt, nullsLast(reverseOrder()))
          .thenComparing(byId.reversed());
    };
  }
}
