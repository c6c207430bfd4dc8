package tasklog.projection.task;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.projection.History;
import tasklog.projection.Plans;
import tasklog.projection.Plans.Scan;
import tasklog.projection.ReadDatabase;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;

/** The cost of a page depends on the page: not on the owner's other tasks, not on how far behind it is. */
class TaskPlansTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final OwnerId OWNER = History.owner();
  private static final int LIMIT = 50;
  private static final Times ANY = new Times(null, null);
  private static final Instant NOW = History.START;

  /** Mostly completed, a tenth deleted, few open or urgent, a fifth created and updated at one time, half with a due time. */
  private static final String ROWS = """
      INSERT INTO task (task_id, owner_id, title, description, status, priority, due_at, created_at, updated_at,
                        completed_at, deleted_at, version, tag_ids)
      SELECT gen_random_uuid(),
             CASE WHEN n % 5 = 0 THEN md5((n % 300)::text)::uuid ELSE :owner END,
             'Title ' || n, repeat('text ', 20),
             CASE WHEN n % 97 = 0 THEN 'pending' WHEN n % 89 = 0 THEN 'in_progress' ELSE 'completed' END,
             CASE WHEN n % 83 = 0 THEN 4 ELSE n % 3 END,
             CASE WHEN n % 2 = 0 THEN at + (n % 1000) * interval '1 hour' END,
             at, at,
             CASE WHEN n % 97 = 0 OR n % 89 = 0 THEN NULL ELSE at END,
             CASE WHEN n % 10 = 3 THEN at END,
             n,
             CASE WHEN n % 5 <> 0 THEN
               CASE WHEN n % 10 <> 7 THEN ARRAY[:common::uuid] ELSE '{}' END
               || CASE WHEN n % 2003 = 1 THEN ARRAY[:rare::uuid] ELSE '{}' END
               || CASE WHEN n BETWEEN 95000 AND 97000 THEN ARRAY[:old::uuid] ELSE '{}' END
             ELSE '{}' END
        FROM generate_series(1, 100000) AS n
       CROSS JOIN LATERAL (
          SELECT :now::timestamptz - CASE WHEN n % 5 = 1 THEN 50000 ELSE n END * interval '1 second' AS at) AS times
      """;

  private static final String ROWS_OF_TAGS = """
      INSERT INTO task_tag (task_id, tag_id, owner_id, task_created_at, task_deleted)
      SELECT task_id, tag.id, owner_id, created_at, deleted_at IS NOT NULL
        FROM task CROSS JOIN unnest(tag_ids) AS tag (id)
      """;

  /** On nine tenths of the owner's tasks, on 40, and on 1,600 that were all created long ago. */
  private static final TagId COMMON = new TagId(UUID.randomUUID());
  private static final TagId RARE = new TagId(UUID.randomUUID());
  private static final TagId OLD = new TagId(UUID.randomUUID());

  @BeforeAll
  static void rows() {
    DATABASE.jdbc().sql(ROWS).param("owner", OWNER.value()).param("now", NOW.toString())
        .param("common", COMMON.toString()).param("rare", RARE.toString()).param("old", OLD.toString())
        .update();
    DATABASE.jdbc().sql(ROWS_OF_TAGS).update();
    DATABASE.jdbc().sql("VACUUM ANALYZE task, task_tag").update();
  }

  static Stream<Arguments> lists() {
    return Plans.MODES.stream().flatMap(mode -> Stream.concat(
        Stream.of(TaskOrder.values()).map(order -> Arguments.of(mode, order, filter(Deleted.EXCLUDE))),
        Stream.of(
            Arguments.of(mode, TaskOrder.NEWEST, filter(Deleted.EXCLUDE, Status.PENDING)),
            Arguments.of(mode, TaskOrder.OLDEST, filter(Deleted.EXCLUDE, Status.PENDING, Status.IN_PROGRESS)),
            Arguments.of(mode, TaskOrder.NEWEST,
                new TaskFilter(Set.of(), Set.of(Priority.URGENT), ANY, ANY, ANY, ANY,
                    false, Deleted.EXCLUDE, Tags.UNCONDITIONAL, Search.NONE)),
            Arguments.of(mode, TaskOrder.FIRST_DUE,
                new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, true,
                    Deleted.EXCLUDE, Tags.UNCONDITIONAL, Search.NONE)),
            Arguments.of(mode, TaskOrder.NEWEST, filter(Deleted.ONLY)),
            Arguments.of(mode, TaskOrder.NEWEST, filter(Deleted.INCLUDE)),
            Arguments.of(mode, TaskOrder.FIRST_UPDATED, filter(Deleted.INCLUDE)))));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void a_page_reads_no_more_rows_than_its_ranges_can_have(String mode, TaskOrder order, TaskFilter filter) {
    var first = new TaskListQuery(OWNER, filter, order, null, LIMIT, false, NOW);
    var deep = new TaskListQuery(OWNER, filter, order, middle(filter, order), LIMIT, false, NOW);
    for (var query : List.of(first, deep)) {
      var scans = scans(mode, query);
      assertThat(scans).isNotEmpty()
          .noneMatch(scan -> scan.type().equals("Seq Scan"));
      var ranges = scans.size();
      assertThat(scans.stream().mapToDouble(Scan::rows).sum()).as(scans.toString())
          .isLessThanOrEqualTo(ranges * (LIMIT + 1.0));
    }
  }

  static Stream<Arguments> tagged() {
    return Plans.MODES.stream()
        .flatMap(mode -> Stream.of(
            Arguments.of(mode, TaskOrder.OLDEST, tagged(Deleted.EXCLUDE, List.of(COMMON), List.of())),
            Arguments.of(mode, TaskOrder.NEWEST, tagged(Deleted.EXCLUDE, List.of(OLD), List.of())),
            Arguments.of(mode, TaskOrder.NEWEST, tagged(Deleted.EXCLUDE, List.of(), List.of(RARE))),
            Arguments.of(mode, TaskOrder.NEWEST, tagged(Deleted.ONLY, List.of(), List.of(COMMON))),
            Arguments.of(mode, TaskOrder.NEWEST,
                tagged(Deleted.INCLUDE, List.of(COMMON, RARE, OLD), List.of()))));
  }

  @ParameterizedTest
  @MethodSource("tagged")
  void by_creation_a_page_of_tagged_tasks_reads_no_more_than_a_page_of_each_tag(String mode, TaskOrder order,
      TaskFilter filter) {
    var tags = filter.tags().any().size() + filter.tags().all().size();
    var first = new TaskListQuery(OWNER, filter, order, null, LIMIT, false, NOW);
    var deep = new TaskListQuery(OWNER, filter, order, middle(filter, order), LIMIT, false, NOW);
    for (var query : List.of(first, deep)) {
      assertThat(read(scans(mode, query))).isLessThanOrEqualTo(
          2.0 * tags * filter.deleted().states().size() * (LIMIT + 1));
    }
  }

  static Stream<Arguments> taggedInAnotherOrder() {
    return Plans.MODES.stream()
        .flatMap(mode -> Stream.of(TaskOrder.LAST_UPDATED, TaskOrder.FIRST_DUE)
            .flatMap(order -> Stream.of(
                Arguments.of(mode, order, tagged(Deleted.EXCLUDE, List.of(RARE), List.of())),
                Arguments.of(mode, order, tagged(Deleted.EXCLUDE, List.of(COMMON), List.of())),
                Arguments.of(mode, order, tagged(Deleted.EXCLUDE, List.of(), List.of(COMMON, RARE))))));
  }

  @ParameterizedTest
  @MethodSource("taggedInAnotherOrder")
  void in_another_order_few_tagged_tasks_are_sorted_and_many_are_looked_for(String mode, TaskOrder order,
      TaskFilter filter) {
    for (var after : List.of(Optional.<TaskKey>empty(), Optional.of(middle(filter, order)))) {
      var query = new TaskListQuery(OWNER, filter, order, after.orElse(null), LIMIT, false, NOW);
      // Twice what it takes to know that they are many: to choose the tag, and to choose the way.
      assertThat(read(scans(mode, query)))
          .isLessThanOrEqualTo(2.0 * (FewOrMany.FEW + 1) + 5.0 * (LIMIT + 1));
    }
  }

  private static double read(List<Scan> scans) {
    assertThat(scans).isNotEmpty().noneMatch(scan -> scan.rows() > 0 && scan.type().equals("Seq Scan"));
    return scans.stream().mapToDouble(Scan::rows).sum();
  }

  /** The nodes of the plan that read the tables. */
  private static List<Scan> scans(String mode, TaskListQuery query) {
    return Plans.scans(DATABASE, mode, TaskQueries.sql(query), literals(query)).stream()
        .filter(scan -> Set.of("task", "task_tag").contains(scan.table())).toList();
  }

  private static Map<String, String> literals(TaskListQuery query) {
    var after = query.after();
    return Map.ofEntries(Map.entry("view", "'task'"), Map.entry("generation", "1"),
        Map.entry("partition", "1"),
        Map.entry("owner", "'" + OWNER + "'"), Map.entry("rows", Integer.toString(query.limit() + 1)),
        Map.entry("now", "'" + NOW + "'"),
        Map.entry("time", after == null || after.time() == null ? "NULL" : "'" + after.time() + "'"),
        Map.entry("id", after == null ? "NULL" : "'" + after.id() + "'"),
        Map.entry("rank", after == null ? "NULL" : Integer.toString(after.priority().rank())),
        Map.entry("tag_any", array(query.filter().tags().any())),
        Map.entry("tag_all", array(query.filter().tags().all())));
  }

  private static String array(List<TagId> tags) {
    return tags.stream().map(TagId::toString).collect(joining(",", "'{", "}'"));
  }

  /** A task far from the beginning of a list. */
  private static TaskKey middle(TaskFilter filter, TaskOrder order) {
    var where = filter.everywhere().replace(":now", "'" + NOW + "'")
        .replace(":tag_any", array(filter.tags().any())).replace(":tag_all", array(filter.tags().all()));
    var half = "SELECT * FROM task WHERE owner_id = ? AND " + where
        + " ORDER BY " + order.ofPage() + " OFFSET (SELECT count(*) / 3 FROM task WHERE owner_id = ? AND "
        + where + ") LIMIT 1";
    return order.key(DATABASE.jdbc().sql(half).param(OWNER.value()).param(OWNER.value())
        .query((row, _) -> TaskColumns.resource(row)).single());
  }

  private static TaskFilter filter(Deleted deleted, Status... statuses) {
    return new TaskFilter(Set.of(statuses), Set.of(), ANY, ANY, ANY, ANY, false, deleted,
        Tags.UNCONDITIONAL, Search.NONE);
  }

  private static TaskFilter tagged(Deleted deleted, List<TagId> any, List<TagId> all) {
    return new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, deleted, new Tags(any, all),
        Search.NONE);
  }
}
