package tasklog.projection.history.stream;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tasklog.events.OwnerId;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.Plans;
import tasklog.projection.Plans.Scan;
import tasklog.projection.ReadDatabase;

/** Who has new events costs what is new, or who asks; not what there is. */
class NewEventsTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final OwnerId BUSY = History.owner();
  private static final OwnerId SELDOM = History.owner();
  private static final OwnerId NEVER = History.owner();
  static final List<String> MODES = Plans.MODES;

  /** Nine in ten are of one owner, the first hundred of another. */
  private static final String ROWS = """
      INSERT INTO recorded_event (position, owner_id, event_id, event_name, version, occurred_at, recorded_at,
                                  actor_type, actor_id, commit, previous, data)
      SELECT n, CASE WHEN n <= 100 THEN :seldom WHEN n % 10 = 0 THEN md5((n % 300)::text)::uuid ELSE :busy END,
             gen_random_uuid(), 'TaskRetitled', 1, now(), now(), 'user', 'somebody', n, n - 1, 'data'
        FROM generate_series(1, 30000) AS n
      """;

  @BeforeAll
  static void rows() {
    DATABASE.jdbc().sql(ROWS).param("busy", BUSY.value()).param("seldom", SELDOM.value()).update();
    DATABASE.jdbc().sql("VACUUM ANALYZE recorded_event").update();
  }

  @Test
  void each_who_asks_learns_the_newest_in_one_statement() {
    var counted = new CountedStatements(DATABASE.dataSource());
    var events = new NewEvents(counted.jdbc());
    var found = new HashMap<OwnerId, Long>();
    assertThat(counted.during(() -> found.putAll(events.newest(List.of(NEVER, SELDOM, BUSY))))).isOne();
    assertThat(found).isEqualTo(Map.of(SELDOM, 100L, BUSY, 29_999L));
    assertThat(events.between(List.of(NEVER, SELDOM, BUSY), 98, 101)).containsAllEntriesOf(
        Map.of(SELDOM, 100L, BUSY, 101L)).doesNotContainKey(NEVER);
    // More than who asks: they are looked up instead, and may be told of more.
    assertThat(events.between(List.of(NEVER, SELDOM, BUSY), 0, 1_000)).isEqualTo(found);
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void what_is_new_is_read_and_nothing_else(String mode) {
    var scans = Plans.scans(DATABASE, mode, NewEvents.BETWEEN, Map.of("after", "29950", "last", "30000"));
    assertReads(scans, 50);
  }

  @ParameterizedTest
  @FieldSource("MODES")
  void of_each_who_asks_one_event_is_read(String mode) {
    var owners = Stream.of(NEVER, SELDOM, BUSY, new OwnerId(new UUID(0, 0))).map(OwnerId::toString)
        .collect(joining(",", "'{", "}'"));
    assertReads(Plans.scans(DATABASE, mode, NewEvents.NEWEST, Map.of("owners", owners)), 4);
  }

  private static void assertReads(List<Scan> scans, double atMost) {
    assertThat(scans).isNotEmpty().noneMatch(scan -> scan.type().equals("Seq Scan"));
    assertThat(scans.stream().mapToDouble(Scan::rows).sum()).as(scans.toString()).isLessThanOrEqualTo(atMost);
  }
}
