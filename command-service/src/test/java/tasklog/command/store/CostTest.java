package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.tag;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Guarantee 5, in pages touched instead of time: what a task costs does not depend on the log around it. The plans are
 * made while the tables are small and the statistics say so, which is when the wrong ones are made.
 */
class CostTest {

  private static final Pattern PAGES = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

  /** What the trees of indexes grow by in height, on every way down. */
  private static final int TALLER_TREES = 12;

  private static final UUID TASK = UUID.randomUUID();

  /** Gets 5,000 events while the log grows. */
  private static final UUID LONG_TASK = UUID.randomUUID();

  private final TestLog log = TestLog.empty();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /** Red without the settings of the functions, without an OFFSET 0 in source_events, and without the pinned plans. */
  @Test
  void the_pages_touched_do_not_grow_with_the_log() throws Exception {
    var engine = log.engine();
    append(engine, event("first", tag(TASK)));
    append(engine, event("second", tag(TASK), tag(LONG_TASK)));
    log.execute("ALTER TABLE event SET (autovacuum_enabled = off)");
    log.execute("ALTER TABLE event_tag SET (autovacuum_enabled = off)");
    log.execute("ANALYZE");
    try (var session = log.direct().getConnection()) {
      session.setAutoCommit(false);
      var small = pages(session, 1);
      grow(60_000);
      var large = pages(session, log.number(
          "SELECT max(position) - 1 FROM event_tag WHERE key = '%s'".formatted(LONG_TASK)));
      assertThat(large).allSatisfy(
          (what, pages) -> assertThat(pages).as(what)
              .isLessThanOrEqualTo(small.getOrDefault(what, 0) + TALLER_TREES));
    }
  }

  /** @param newest before the last event of the long task, which is all that somebody does not know yet */
  private static Map<String, Integer> pages(Connection session, long newest) throws SQLException {
    String task = criterion(TASK);
    String none = "ARRAY[]::smallint[], ARRAY[]::uuid[], ARRAY[]::text[], ARRAY[]::text[]";
    var statements = new LinkedHashMap<String, String>();
    statements.put("source",
        "SELECT * FROM source_events(ARRAY[0::bigint], " + task + ", 9223372036854775807, NULL)");
    statements.put("source of several",
        "SELECT * FROM source_events(ARRAY[0, 0]::bigint[], ARRAY[1, 1]::smallint[], ARRAY['" + TASK + "', '"
            + UUID.randomUUID()
            + "']::uuid[], ARRAY[NULL, NULL]::text[], ARRAY['{1}', NULL], 9223372036854775807, NULL)");
    statements.put("source of what is newer",
        "SELECT * FROM source_events(ARRAY[" + newest + "::bigint], " + criterion(LONG_TASK)
            + ", 9223372036854775807, NULL)");
    statements.put("last events", "SELECT * FROM last_events(1::smallint, ARRAY['" + TASK + "', '" + LONG_TASK
        + "']::uuid[], ARRAY[1::smallint], 0, 9223372036854775807)");
    statements.put("append on condition to a long task",
        "SELECT * FROM append_events(ARRAY[0], ARRAY[" + (newest + 1) + "::bigint], " + criterion(LONG_TASK)
            + ", " + oneEvent(UUID.randomUUID()));
    statements.put("append on condition",
        "SELECT * FROM append_events(ARRAY[0], ARRAY[2::bigint], " + task + ", "
            + oneEvent(UUID.randomUUID()));
    statements.put("append",
        "SELECT * FROM append_events(ARRAY[]::integer[], ARRAY[]::bigint[], " + none + ", "
            + oneEvent(UUID.randomUUID()));
    statements.put("read", EventLog.READ.replaceFirst("\\?", "1").replaceFirst("\\?", "2"));
    statements.put("head", EventLog.HEAD);
    var pages = new LinkedHashMap<String, Integer>();
    for (var statement : statements.entrySet()) {
      for (int i = 0; i < 3; i++) { // the first times, catalogs are read too
        pages.put(statement.getKey(), explain(session, statement.getValue()));
      }
    }
    return pages;
  }

  private static String criterion(UUID task) {
    return "ARRAY[1::smallint], ARRAY['" + task + "'::uuid], ARRAY[NULL::text], ARRAY[NULL::text]";
  }

  private static String oneEvent(UUID id) {
    return "ARRAY[0], ARRAY[0], ARRAY[1], ARRAY['" + id + "'::uuid], ARRAY['test.Noted'], ARRAY['1'], ARRAY['"
        + id
        + "'::uuid], ARRAY[now()], ARRAY['user'], ARRAY['me'], ARRAY['{}'], ARRAY['{}'], ARRAY[NULL::text], ARRAY[1],"
        + " ARRAY[1::smallint], ARRAY['" + id + "'::uuid], ARRAY[1::smallint], "
        + "ARRAY[]::integer[], ARRAY[]::uuid[], ARRAY[]::text[], ARRAY[]::bytea[], ARRAY[]::smallint[], ARRAY[]::text[], "
        + "ARRAY[]::integer[])";
  }

  private static int explain(Connection session, String sql) throws SQLException {
    try (var statement = session.createStatement();
        var rows = statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS, SUMMARY OFF) " + sql)) {
      while (rows.next()) {
        var pages = PAGES.matcher(rows.getString(1));
        if (pages.find()) return number(pages.group(1)) + number(pages.group(2));
      }
      throw new IllegalStateException("no pages in the plan of " + sql);
    } finally {
      session.rollback();
    }
  }

  private static int number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private void grow(int events) {
    log.execute(
        """
            INSERT INTO event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version,
                               actor_type, actor_id, payload, metadata)
            SELECT n, n, n, now(), now(), gen_random_uuid(), gen_random_uuid(), 'test.Noted', '1', 'user', 'me', '{}', '{}'
              FROM generate_series(3, %d) n"""
            .formatted(events));
    log.execute(
        """
            INSERT INTO event_tag (kind, key, position, type)
            SELECT 1, CASE n %% 12 WHEN 5 THEN '%s' ELSE gen_random_uuid() END, n, 1 FROM generate_series(3, %d) n"""
            .formatted(LONG_TASK, events));
  }
}
