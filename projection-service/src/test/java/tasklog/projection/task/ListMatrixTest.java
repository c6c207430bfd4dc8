package tasklog.projection.task;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.projection.task.ManyTasks.COMMON;
import static tasklog.projection.task.ManyTasks.NOW;
import static tasklog.projection.task.ManyTasks.OLD;
import static tasklog.projection.task.ManyTasks.OWNER;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.projection.Plans;
import tasklog.projection.Plans.Scan;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.web.TaskResource;

/** The matrix of infra/docs/queries.md holds on a million tasks, and no list reads a table or an index whole. */
class ListMatrixTest {

  private static final Path PAGE = Path.of("..", "infra", "docs", "queries.md");
  private static final int LIMIT = 50;

  private static final Times ANY = new Times(null, null);
  private static final Times SOME = new Times(NOW.minusSeconds(90_000), NOW.minusSeconds(1_000));

  /** What a list begins at: an owner, a task, a word behind the key of its owner. */
  private static final Pattern BOUNDS = Pattern.compile("\\b(owner_id|task_id) = |words @@ ");

  /** By the names that the matrix has. */
  private static final Map<String, TaskFilter> FILTERS = filters();

  static final List<Row> MATRIX = matrix();

  /** A line of the matrix, without the marks of Markdown. */
  record Row(String filter, Map<String, String> cells) {}

  @Test
  void every_filter_and_sort_is_in_the_matrix() {
    assertThat(MATRIX).extracting(Row::filter).containsExactlyElementsOf(FILTERS.keySet());
    assertThat(MATRIX).allSatisfy(row -> assertThat(row.cells().keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(TaskOrder.values()).map(ListMatrixTest::column).distinct().toList()));
  }

  @ParameterizedTest
  @FieldSource("MATRIX")
  void a_list_costs_what_the_matrix_says(Row row) {
    var filter = filter(row.filter());
    var middle = middle(filter);
    for (var order : TaskOrder.values()) {
      var isPage = "page".equals(row.cells().get(column(order)));
      for (var after : Arrays.asList(null, order.key(middle))) {
        var query = new TaskListQuery(OWNER, filter, order, after, LIMIT, false, NOW);
        for (var mode : Plans.MODES) {
          assertThat(unbounded(mode, query)).as("%s %s %s", order, mode, after).isEmpty();
          if (isPage) {
            assertReadsPages(order, ManyTasks.scans(mode, query));
          }
        }
      }
    }
  }

  @Test
  void no_pair_of_filters_reads_a_table_whole_nor_does_its_total() {
    var filters = List.copyOf(FILTERS.values());
    var number = 0;
    for (var one : filters) {
      for (var other : filters.subList(filters.indexOf(one), filters.size())) {
        var order = TaskOrder.values()[number % TaskOrder.values().length];
        var query = new TaskListQuery(OWNER, both(one, other), order, null, LIMIT, true, NOW);
        assertThat(unbounded(Plans.MODES.get(number++ / 8 % 2), query)).as("%s %s", order, query.filter())
            .isEmpty();
      }
    }
  }

  private static void assertReadsPages(TaskOrder order, List<Scan> scans) {
    assertThat(scans.stream().mapToDouble(Scan::rows).sum()).as("%s %s", order, scans)
        .isLessThanOrEqualTo(scans.size() * (LIMIT + 1.0));
  }

  private static List<String> unbounded(String mode, TaskListQuery query) {
    return Plans.unbounded(ManyTasks.database(), mode, TaskQueries.sql(query), ManyTasks.literals(query),
        "task",
        BOUNDS);
  }

  /** One of the list, from the middle of the owner's tasks. */
  private static TaskResource middle(TaskFilter filter) {
    var literals = ManyTasks
        .literals(new TaskListQuery(OWNER, filter, TaskOrder.NEWEST, null, 1, false, NOW));
    var where = Pattern.compile("(?<!:):([a-z_]+)").matcher(filter.everywhere())
        .replaceAll(parameter -> literals.getOrDefault(parameter.group(1), "NULL"));
    return ManyTasks.database().jdbc().sql("SELECT * FROM task WHERE owner_id = ? AND " + where
        + " ORDER BY due_at IS NULL, abs(version - 50000) LIMIT 1").param(OWNER.value())
        .query((row, _) -> TaskColumns.resource(row)).single();
  }

  private static String column(TaskOrder order) {
    return order.wire().replace("-", "");
  }

  private static TaskFilter filter(String name) {
    return requireNonNull(FILTERS.get(name), name);
  }

  private static Map<String, TaskFilter> filters() {
    var filters = new LinkedHashMap<String, TaskFilter>();
    filters.put("none", of(ANY, ANY, ANY, ANY, false));
    filters.put("status", of(Set.of(Status.PENDING, Status.IN_PROGRESS), Set.of(), Deleted.EXCLUDE));
    filters.put("priority", of(Set.of(), Set.of(Priority.URGENT, Priority.LOW), Deleted.EXCLUDE));
    filters.put("created_from, created_before", of(SOME, ANY, ANY, ANY, false));
    filters.put("updated_from, updated_before", of(ANY, ANY, SOME, ANY, false));
    filters.put("due_from, due_before", of(ANY, SOME, ANY, ANY, false));
    filters.put("completed_from, completed_before", of(ANY, ANY, ANY, SOME, false));
    filters.put("overdue", of(ANY, ANY, ANY, ANY, true));
    filters.put("deleted=only", of(Set.of(), Set.of(), Deleted.ONLY));
    filters.put("deleted=include", of(Set.of(), Set.of(), Deleted.INCLUDE));
    filters.put("tag_any", of(new Tags(List.of(COMMON), List.of()), Search.NONE));
    filters.put("tag_all", of(new Tags(List.of(), List.of(COMMON, OLD)), Search.NONE));
    filters.put("q", of(Tags.UNCONDITIONAL, Search.of(ManyTasks.COMMON_WORD)));
    return filters;
  }

  private static TaskFilter of(Times created, Times due, Times updated, Times completed, boolean overdue) {
    return new TaskFilter(Set.of(), Set.of(), created, due, updated, completed, overdue, Deleted.EXCLUDE,
        Tags.UNCONDITIONAL, Search.NONE);
  }

  private static TaskFilter of(Set<Status> statuses, Set<Priority> priorities, Deleted deleted) {
    return new TaskFilter(statuses, priorities, ANY, ANY, ANY, ANY, false, deleted, Tags.UNCONDITIONAL,
        Search.NONE);
  }

  private static TaskFilter of(Tags tags, Search search) {
    return new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.EXCLUDE, tags, search);
  }

  /** Both at once; they are of different parameters, or the same. */
  private static TaskFilter both(TaskFilter one, TaskFilter other) {
    return new TaskFilter(one.statuses().isEmpty() ? other.statuses() : one.statuses(),
        one.priorities().isEmpty() ? other.priorities() : one.priorities(),
        both(one.created(), other.created()), both(one.due(), other.due()),
        both(one.updated(), other.updated()), both(one.completed(), other.completed()),
        one.overdue() || other.overdue(),
        one.deleted() == Deleted.EXCLUDE ? other.deleted() : one.deleted(),
        new Tags(both(one.tags().any(), other.tags().any()), both(one.tags().all(), other.tags().all())),
        one.search().isConditional() ? one.search() : other.search());
  }

  private static Times both(Times one, Times other) {
    return one.equals(ANY) ? other : one;
  }

  private static List<TagId> both(List<TagId> one, List<TagId> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }

  private static List<Row> matrix() {
    try {
      var lines = Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("|"))
          .filter(line -> !line.startsWith("|-")).map(ListMatrixTest::cells).toList();
      var columns = lines.getFirst();
      return lines.stream().skip(1).map(line -> new Row(line.getFirst(), IntStream.range(1, columns.size())
          .boxed().collect(toMap(columns::get, line::get)))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.replace("`", "").split("\\|")).map(String::strip)
        .filter(cell -> !cell.isEmpty())
        .toList();
  }
}
