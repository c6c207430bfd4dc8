package tasklog.projection.history;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.events.wire.EventType;
import tasklog.projection.History;
import tasklog.projection.Plans;
import tasklog.projection.Plans.Scan;
import tasklog.projection.ReadDatabase;
import tasklog.projection.history.EventFilter.Type;

/** The cost of a page depends on the page: not on the length of the stream, not on how rare a type is in it. */
class HistoryPlansTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final OwnerId OWNER = History.owner();
  private static final TaskId TASK = History.task();
  private static final int LIMIT = 50;
  private static final int LAST = 60_000;
  static final List<String> MODES = Plans.MODES;

  /** Up to the last four fifths are of one owner, two in five of one task; one in 5,000 makes a tag. */
  private static final List<String> ROWS = List.of(
      """
          INSERT INTO recorded_event (position, owner_id, event_id, event_name, version, occurred_at, recorded_at,
                                      actor_type, actor_id, commit, previous, data)
          SELECT n, CASE WHEN n % 5 = 0 OR n > 60000 THEN md5((n % 300)::text)::uuid ELSE :owner END, gen_random_uuid(),
                 CASE n % 5000 WHEN 1 THEN 'TagCreated' ELSE 'TaskRetitled' END, 1, now(), now(),
                 'user', 'somebody', n, n - 1, repeat('text ', 20)
            FROM generate_series(1, 80000) AS n
          """,
      """
          INSERT INTO task_version (task_id, position, owner_id, title_at, description_at, attributes_at, status, priority)
          SELECT CASE WHEN n % 5 IN (1, 2) THEN :task ELSE md5((n % 1000)::text)::uuid END, n,
                 CASE WHEN n % 5 = 0 THEN md5((n % 300)::text)::uuid ELSE :owner END, n, 1, 1, 'pending', 2
            FROM generate_series(1, 60000) AS n
          """);

  @BeforeAll
  static void rows() {
    ROWS.forEach(sql -> DATABASE.jdbc().sql(sql).param("owner", OWNER.value()).param("task", TASK.value())
        .update());
    DATABASE.jdbc().sql("VACUUM ANALYZE recorded_event, task_version").update();
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void a_page_of_a_history_reads_its_versions_and_their_events(String mode) {
    for (var after : List.of(0, 30_000)) {
      var scans = scans(mode, HistoryQueries.PAGE, after, "NULL");
      assertReads(scans, "task_version", LIMIT + 2);
      assertReads(scans, "recorded_event", 2 * (LIMIT + 2));
    }
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void a_page_of_events_reads_its_events(String mode) {
    for (var after : List.of(0, 30_000)) {
      assertReads(events(mode, after), "recorded_event", LIMIT);
    }
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void a_page_of_rare_events_reads_no_others(String mode) {
    for (var after : List.of(0, 30_000)) {
      assertReads(events(mode, after, EventType.TAG_CREATED, EventType.TAG_RENAMED), "recorded_event",
          2 * (60_000 - after) / 5_000);
    }
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void a_page_of_some_types_reads_a_page_of_each(String mode) {
    assertReads(events(mode, 0, EventType.TAG_CREATED, EventType.TASK_RETITLED), "recorded_event",
        12 + LIMIT + LIMIT);
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void who_has_read_all_reads_nothing_of_what_others_have_behind_it(String mode) {
    assertReads(events(mode, LAST), "recorded_event", 0);
    assertReads(events(mode, LAST, EventType.TASK_RETITLED), "recorded_event", 0);
  }

  private static void assertReads(List<Scan> scans, String table, double atMost) {
    var ofTable = scans.stream().filter(scan -> scan.table().equals(table)).toList();
    assertThat(ofTable).isNotEmpty().noneMatch(scan -> scan.type().equals("Seq Scan"));
    assertThat(ofTable.stream().mapToDouble(Scan::rows).sum()).as(scans.toString())
        .isLessThanOrEqualTo(atMost);
  }

  private static List<Scan> events(String mode, int after, EventType... types) {
    var all = Arrays.stream(types).map(type -> new Type(type.eventName(), type.version(), type.ceType()))
        .toList();
    return scans(mode, EventQueries.sql(new EventFilter(OWNER, after, all, LIMIT)), after,
        all.stream().map(Type::eventName).collect(joining(",", "'{", "}'")));
  }

  private static List<Scan> scans(String mode, String sql, int after, String names) {
    return Plans.scans(DATABASE, mode, sql, Map.ofEntries(
        Map.entry("view", "'history'"), Map.entry("generation", "1"), Map.entry("partition", "1"),
        Map.entry("owner", "'" + OWNER + "'"), Map.entry("id", "'" + TASK + "'"),
        Map.entry("after", Integer.toString(after)),
        Map.entry("rows", Integer.toString(sql.equals(HistoryQueries.PAGE) ? LIMIT + 1 : LIMIT)),
        Map.entry("names", names), Map.entry("versions", "'{1,1}'")));
  }
}
