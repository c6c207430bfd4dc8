package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.wire.TasklogJson;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Times;
import tools.jackson.databind.JsonNode;

/** The cost of a page depends on the page: not on the owner's other tasks, not on how far behind it is. */
class TaskPlansTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final OwnerId OWNER = History.owner();
  private static final int LIMIT = 50;
  private static final Times ANY = new Times(null, null);
  private static final Instant NOW = History.START;
  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z_]+)");

  /** Mostly completed, a tenth deleted, few open or urgent, a fifth created and updated at one time, half with a due time. */
  private static final String ROWS = """
      INSERT INTO task (task_id, owner_id, title, description, status, priority, due_at, created_at, updated_at,
                        completed_at, deleted_at, version)
      SELECT gen_random_uuid(),
             CASE WHEN n % 5 = 0 THEN md5((n % 300)::text)::uuid ELSE :owner END,
             'Title ' || n, repeat('text ', 20),
             CASE WHEN n % 97 = 0 THEN 'pending' WHEN n % 89 = 0 THEN 'in_progress' ELSE 'completed' END,
             CASE WHEN n % 83 = 0 THEN 4 ELSE n % 3 END,
             CASE WHEN n % 2 = 0 THEN at + (n % 1000) * interval '1 hour' END,
             at, at,
             CASE WHEN n % 97 = 0 OR n % 89 = 0 THEN NULL ELSE at END,
             CASE WHEN n % 10 = 3 THEN at END,
             n
        FROM generate_series(1, 100000) AS n
       CROSS JOIN LATERAL (
          SELECT :now::timestamptz - CASE WHEN n % 5 = 1 THEN 50000 ELSE n END * interval '1 second' AS at) AS times
      """;

  @BeforeAll
  static void rows() {
    DATABASE.jdbc().sql(ROWS).param("owner", OWNER.value()).param("now", NOW.toString()).update();
    DATABASE.jdbc().sql("VACUUM ANALYZE task").update();
  }

  static Stream<Arguments> lists() {
    return Stream.of("force_custom_plan", "force_generic_plan").flatMap(mode -> Stream.concat(
        Stream.of(TaskOrder.values()).map(order -> Arguments.of(mode, order, filter(Deleted.EXCLUDE))),
        Stream.of(
            Arguments.of(mode, TaskOrder.NEWEST, filter(Deleted.EXCLUDE, Status.PENDING)),
            Arguments.of(mode, TaskOrder.OLDEST, filter(Deleted.EXCLUDE, Status.PENDING, Status.IN_PROGRESS)),
            Arguments.of(mode, TaskOrder.NEWEST,
                new TaskFilter(Set.of(), Set.of(Priority.URGENT), ANY, ANY, ANY, ANY,
                    false, Deleted.EXCLUDE)),
            Arguments.of(mode, TaskOrder.FIRST_DUE,
                new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, true,
                    Deleted.EXCLUDE)),
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
          .noneMatch(scan -> scan.get("Node Type").stringValue().equals("Seq Scan"));
      var ranges = scans.size();
      assertThat(scans.stream().mapToDouble(TaskPlansTest::rows).sum()).as(scans.toString())
          .isLessThanOrEqualTo(ranges * (LIMIT + 1.0));
    }
  }

  /** Rows that a scan has looked at, whether they were of use or not. */
  private static double rows(JsonNode scan) {
    return scan.get("Actual Loops").asDouble()
        * (scan.get("Actual Rows").asDouble() + scan.path("Rows Removed by Filter").asDouble(0)
            + scan.path("Rows Removed by Index Recheck").asDouble(0));
  }

  /** The nodes of the plan that read the table. */
  private static List<JsonNode> scans(String mode, TaskListQuery query) {
    var plan = DATABASE.transactions().execute(_ -> explain(mode, query));
    var scans = new ArrayList<JsonNode>();
    collect(TasklogJson.mapper().readTree(Objects.requireNonNull(plan)).get(0).get("Plan"), scans);
    return scans;
  }

  private static void collect(JsonNode node, List<JsonNode> scans) {
    if ("task".equals(node.path("Relation Name").asString(""))) {
      scans.add(node);
    }
    node.path("Plans").forEach(child -> collect(child, scans));
  }

  /** A statement of the server's own, since only such a one has generic plans. */
  private static String explain(String mode, TaskListQuery query) {
    var arguments = new ArrayList<String>();
    var literals = literals(query);
    var sql = PARAMETER.matcher(TaskQueries.sql(query)).replaceAll(parameter -> {
      arguments.add(Objects.requireNonNull(literals.get(parameter.group(1)), parameter.group(1)));
      return "\\$" + arguments.size();
    });
    JdbcClient jdbc = DATABASE.jdbc();
    jdbc.sql("SET LOCAL plan_cache_mode = " + mode).update();
    jdbc.sql("PREPARE page AS " + sql).update();
    var plan = jdbc.sql("EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE page (" + String.join(", ", arguments) + ")")
        .query((row, _) -> row.getString(1)).single();
    jdbc.sql("DEALLOCATE page").update();
    return plan;
  }

  private static Map<String, String> literals(TaskListQuery query) {
    var after = query.after();
    return Map.of("view", "'task'", "generation", "1", "partition", "1", "owner", "'" + OWNER + "'",
        "rows", Integer.toString(query.limit() + 1), "now", "'" + NOW + "'",
        "time", after == null || after.time() == null ? "NULL" : "'" + after.time() + "'",
        "id", after == null ? "NULL" : "'" + after.id() + "'",
        "rank", after == null ? "NULL" : Integer.toString(after.priority().rank()));
  }

  /** A task far from the beginning of a list. */
  private static TaskKey middle(TaskFilter filter, TaskOrder order) {
    var half = "SELECT * FROM task WHERE owner_id = ? AND "
        + filter.everywhere().replace(":now", "'" + NOW + "'")
        + " ORDER BY " + order.ofPage() + " OFFSET (SELECT count(*) / 3 FROM task WHERE owner_id = ? AND "
        + filter.everywhere().replace(":now", "'" + NOW + "'") + ") LIMIT 1";
    return order.key(DATABASE.jdbc().sql(half).param(OWNER.value()).param(OWNER.value())
        .query((row, _) -> TaskColumns.resource(row)).single());
  }

  private static TaskFilter filter(Deleted deleted, Status... statuses) {
    return new TaskFilter(Set.of(statuses), Set.of(), ANY, ANY, ANY, ANY, false, deleted);
  }
}
