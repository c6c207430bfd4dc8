package tasklog.projection.task;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
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
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
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
      Deleted.EXCLUDE, Tags.UNCONDITIONAL, Search.NONE);
  private static final Snapshot SNAPSHOT = new Snapshot("task", 1, 3);
  private static final Instant NOW = History.START;
  private static final int TASKS = 60;
  private static final int MORE_TAGS = 10;

  /** Most have the first word, in one text or the other. */
  private static final List<String> TEXTS = List.of("Alpha", "beta, ALPHA", "gamma alphabet", "álpha-beta",
      "beta");
  private static final List<String> SEARCHES = List.of("", "", "", "alpha", "beta alp", "nowhere");

  private final TaskQueries queries = new TaskQueries(DATABASE.jdbc());
  private final OwnerId owner = History.owner();
  private final History history = new History();

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void pages_are_the_sorted_and_filtered_tasks_cut_in_pieces(@ForAll long seed) {
    var random = new Random(seed);
    var tasks = tasks(random);
    for (var order : TaskOrder.values()) {
      var filter = filter(random, tags(tasks, random));
      var expected = tasks.stream().filter(task -> ListRules.matches(filter, task))
          .sorted(ListRules.comparator(order)).toList();
      assertThat(allPages(filter, order, 1 + random.nextInt(20))).as("%s %s", order, filter)
          .isEqualTo(expected);
      assertThat(page(filter, order, null, 5, true).value().total()).isEqualTo(expected.size());
    }
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void what_does_not_change_while_pages_are_read_comes_once_and_in_order(@ForAll long seed) {
    var random = new Random(seed);
    var tasks = tasks(random);
    var changing = tasks.subList(0, tasks.size() / 2);
    var still = tasks.subList(tasks.size() / 2, tasks.size());
    var tagged = new HashMap<TaskId, Integer>();
    for (var order : TaskOrder.values()) {
      var filter = filter(random, tags(tasks, random));
      var expected = still.stream().filter(task -> ListRules.matches(filter, task))
          .sorted(ListRules.comparator(order)).toList();
      var read = allPages(filter, order, 1 + random.nextInt(10), () -> change(changing, tagged, random));
      assertThat(read.stream().filter(still::contains)).as("%s %s", order, filter)
          .containsExactlyElementsOf(expected);
    }
  }

  /**
   * Tasks come, go, and move in every order.
   *
   * @param tagged how often each has got a tag: there is room for a few
   */
  private void change(List<TaskResource> changing, Map<TaskId, Integer> tagged, Random random) {
    var events = new ArrayList<TaskEvent>();
    events.add(created(random, owner, List.of(new TagId(UUID.randomUUID()), new TagId(UUID.randomUUID()))));
    for (var task : changing) {
      if (random.nextInt(4) == 0) {
        int kind = random.nextInt(7);
        boolean isFull = kind == 4 && tagged.merge(task.id(), 1, Integer::sum) > MORE_TAGS;
        events.add(switch (isFull ? 0 : kind) {
          case 0 -> new TaskRetitled(owner, task.id(), any(TEXTS, random));
          case 1 -> new TaskPrioritised(owner, task.id(), Priority.ofRank(random.nextInt(5)));
          case 2 -> new TaskRescheduled(owner, task.id(), due(random));
          case 3 -> new TaskStatusChanged(owner, task.id(), Status.values()[random.nextInt(4)]);
          case 4 -> new TaskTagged(owner, task.id(), new TagId(UUID.randomUUID()));
          case 5 -> new TaskDeleted(owner, task.id());
          default -> new TaskRestored(owner, task.id());
        });
      }
    }
    new TaskView(DATABASE.jdbc()).apply(history.feed(events.toArray(TaskEvent[]::new)));
  }

  private static @Nullable Instant due(Random random) {
    return random.nextInt(3) == 0 ? null : NOW.plusSeconds(random.nextInt(7) - 3);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void counts_are_those_of_the_tasks(@ForAll long seed) {
    var tasks = tasks(new Random(seed));
    var live = tasks.stream().filter(task -> task.deletedAt() == null).toList();
    var counts = queries.counts(SNAPSHOT, owner, NOW).value();
    assertThat(counts.total()).isEqualTo(live.size());
    assertThat(counts.deleted()).isEqualTo(tasks.size() - live.size());
    assertThat(counts.overdue()).isEqualTo(live.stream().filter(ListRules::isOverdue).count());
    for (var status : Status.values()) {
      assertThat(counts.byStatus()).containsEntry(status.wire(),
          live.stream().filter(task -> task.status() == status).count());
    }
    for (var priority : Priority.values()) {
      assertThat(counts.byPriority())
          .containsEntry(priority.wire(), live.stream().filter(task -> task.priority() == priority).count());
    }
    assertThat(counts.byTag()).isEmpty();
  }

  @Example
  void counts_have_every_tag_of_the_owner_the_most_used_first_and_then_by_name() {
    var tasks = tasks(new Random(5));
    var used = tasks.stream().flatMap(task -> task.tagIds().stream()).distinct().toList();
    var unused = Stream.generate(() -> new TagId(UUID.randomUUID())).limit(2).toList();
    tag(owner, used.get(0), "B");
    tag(owner, used.get(1), "a");
    tag(owner, unused.get(0), "z");
    tag(owner, unused.get(1), "Y");
    tag(History.owner(), new TagId(UUID.randomUUID()), "other");
    var live = tasks.stream().filter(task -> task.deletedAt() == null).toList();
    assertThat(queries.counts(SNAPSHOT, owner, NOW).value().byTag()).containsExactlyElementsOf(Stream.of(
        new ByTag(used.get(1), "a",
            live.stream().filter(task -> task.tagIds().contains(used.get(1))).count()),
        new ByTag(used.get(0), "B",
            live.stream().filter(task -> task.tagIds().contains(used.get(0))).count()),
        new ByTag(unused.get(1), "Y", 0), new ByTag(unused.get(0), "z", 0))
        .sorted(comparing(ByTag::count).reversed()).toList());
  }

  @Example
  void what_reads_two_views_has_the_position_that_both_have_reached() {
    DATABASE.jdbc().sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition, position, incarnation)
        VALUES ('task', 8, gen_random_uuid(), 3, 7, gen_random_uuid()),
               ('task', 8, gen_random_uuid(), 3, 41, gen_random_uuid()),
               ('tag', 8, gen_random_uuid(), 3, 40, gen_random_uuid())
        """).update();
    assertThat(queries.counts(new Snapshot(List.of("task", "tag"), 8, 3), owner, NOW).position())
        .isEqualTo(40);
    assertThat(queries.counts(new Snapshot(List.of("task", "new"), 8, 3), owner, NOW).position()).isZero();
  }

  private static void tag(OwnerId owner, TagId tag, String name) {
    DATABASE.jdbc()
        .sql(
            """
                INSERT INTO tag (tag_id, owner_id, name, created_at, updated_at, version) VALUES (?, ?, ?, now(), now(), 1)
                """)
        .param(tag.value()).param(owner.value()).param(name).update();
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
      var filter = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.INCLUDE, tags,
          Search.NONE);
      for (var order : TaskOrder.values()) {
        assertThat(page(filter, order, null, 200, true).value().page()).isNotEmpty();
        var stranger = new TaskListQuery(History.owner(), filter, order, null, 200, true, NOW);
        assertThat(queries.list(SNAPSHOT, stranger).value())
            .isEqualTo(new TaskQueries.Tasks(List.of(), false, 0L));
      }
    }
  }

  @Example
  void tags_and_words_that_many_tasks_have_give_the_same_lists_in_every_order() {
    DATABASE.jdbc().sql("TRUNCATE task, task_tag, task_text").update();
    var tags = List.of(new TagId(UUID.randomUUID()), new TagId(UUID.randomUUID()));
    var random = new Random(4);
    var events = new History().feed(Stream.generate(() -> created(random, owner, tags))
        .limit(3 * FewOrMany.FEW).toArray(TaskEvent[]::new));
    new TaskView(DATABASE.jdbc()).apply(events);
    var tasks = DATABASE.jdbc().sql("SELECT * FROM task").query((row, _) -> TaskColumns.resource(row)).list();
    for (var filter : List.of(many(new Tags(tags, List.of()), ""), many(new Tags(List.of(), tags), ""),
        many(new Tags(tags, tags), ""), many(Tags.UNCONDITIONAL, "alpha"))) {
      for (var order : TaskOrder.values()) {
        var expected = tasks.stream().filter(task -> ListRules.matches(filter, task))
            .sorted(ListRules.comparator(order))
            .toList();
        assertThat(allPages(filter, order, 500)).as("%s %s", order, filter).isEqualTo(expected);
        assertThat(page(filter, order, null, 5, true).value().total()).isEqualTo(expected.size());
      }
    }
  }

  private static TaskFilter many(Tags tags, String search) {
    return new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.EXCLUDE, tags,
        Search.of(search));
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
      var filter = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.INCLUDE, tags,
          Search.NONE);
      for (var limit : List.of(1, 200)) {
        var query = new TaskListQuery(owner, filter, TaskOrder.FIRST_DUE, null, limit, true, NOW);
        assertThat(counted.during(() -> counting.list(SNAPSHOT, query))).isEqualTo(1);
      }
    }
  }

  private List<TaskResource> allPages(TaskFilter filter, TaskOrder order, int limit) {
    return allPages(filter, order, limit, () -> {});
  }

  private List<TaskResource> allPages(TaskFilter filter, TaskOrder order, int limit, Runnable between) {
    var all = new ArrayList<TaskResource>();
    TaskKey after = null;
    for (var more = true; more;) {
      var found = page(filter, order, after, limit, false).value();
      assertThat(found.page()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(found.page());
      more = found.more();
      between.run();
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
    DATABASE.jdbc().sql("TRUNCATE task, task_tag, task_text").update();
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
    return new TaskCreated(owner, new TaskId(new UUID(random.nextLong(), random.nextLong())),
        any(TEXTS, random), any(TEXTS, random), status,
        Priority.ofRank(random.nextInt(5)),
        due(random), tags.subList(0, random.nextInt(3)), Attributes.NONE,
        status == Status.COMPLETED ? NOW : null);
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

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static TaskFilter filter(Random random, Tags tags) {
    return new TaskFilter(some(random, Status.class), some(random, Priority.class), times(random, 60),
        times(random, 3),
        times(random, 60), times(random, 3), random.nextInt(5) == 0, Deleted.values()[random.nextInt(3)],
        tags, Search.of(any(SEARCHES, random)));
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
}
