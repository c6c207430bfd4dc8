package tasklog.cli.parked;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;
import tasklog.database.Database;
import tasklog.database.Migrations;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** {@code tasklog parked} on the tables; ParkedIT of the end-to-end tests has the service behind it. */
class ParkedTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final TestDatabase READ = TestPostgres.newDatabase("parked");
  private static final UUID OWNER = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  private boolean answer;

  @BeforeAll
  static void migrate() {
    new Migrations(READ.dataSource(), Database.READ.migrations(PROJECT), List.of()).migrate("latest");
  }

  @BeforeEach
  void park() throws SQLException {
    execute("TRUNCATE parked_owner, parked_event, dropped_event");
    execute(("INSERT INTO parked_owner (view, owner_id, position, events) VALUES ('task', '%1$s', 5, 4),"
        + " ('tag', '%1$s', 5, 1), ('task', '%2$s', 9, 1)").formatted(OWNER, OTHER));
    park("task", OWNER, 5, 6, null);
    park("task", OWNER, 6, 6, "MALFORMED");
    park("task", OWNER, 7, 7, null);
    park("task", OWNER, 8, 8, null);
    park("tag", OWNER, 5, 5, "UNKNOWN_TYPE");
    park("task", OTHER, 9, 9, "REFUSED");
  }

  private record Said(int code, String text) {}

  @Test
  void a_list_says_whose_events_are_parked_by_which_view_and_why() {
    assertThat(parked("list").text()).contains(
        "view task, owner " + OWNER + ": 4 events from position 5 on, since ",
        "  MALFORMED, why", "view tag, owner " + OWNER + ": 1 events",
        "6 events are parked, of 3 accounts and views");
    assertThat(parked("list", "--view", "task", "--owner", OTHER.toString()).text()).contains("REFUSED")
        .doesNotContain(OWNER.toString());
    assertThat(parked("list", "--view", "none").text()).contains("Nothing is parked");
  }

  @Test
  void an_event_is_shown_whole_by_its_position_only() {
    assertThat(parked("show", "--view", "task", "--owner", OWNER.toString()).text())
        .contains("position 6 of an append up to 6, events-1@6", "MALFORMED, why", "waits behind another one",
            "copied to the dead-letter topic", "4 events")
        .doesNotContain("what somebody wrote");
    assertThat(parked("show", "--view", "task", "--position", "6").text())
        .contains("ce_type: tasklog.TaskCreated.v1",
            "what somebody wrote 6")
        .doesNotContain("position 5");
  }

  @Test
  void a_replay_without_a_service_is_refused_and_asks_for_nothing() throws SQLException {
    var said = parked("replay");
    assertThat(said.code()).isEqualTo(1);
    assertThat(said.text()).contains("No projection-service is running on the read database");
    assertThat(query("SELECT count(*) FROM parked_owner WHERE replay_requested_at IS NOT NULL"))
        .isEqualTo("0");
  }

  @Test
  void a_replay_asks_for_what_was_named_and_does_not_wait_for_ever() throws SQLException {
    try (var service = READ.dataSource().getConnection()) {
      service.setClientInfo("ApplicationName", "tasklog-projection");
      assertThat(parked("replay", "--view", "none").text()).contains("Nothing is parked there");
      var said = parked("replay", "--view", "task", "--owner", OWNER.toString(), "--by", "ada", "--patience",
          "0");
      assertThat(said.text()).contains("Replaying 4 events, of 1 accounts and views", "4 events are left");
      assertThat(query("SELECT string_agg(view || ' ' || owner_id || ' ' || replay_requested_by, ',')"
          + " FROM parked_owner WHERE replay_requested_at IS NOT NULL")).isEqualTo("task " + OWNER + " ada");
      assertThat(parked("list").text()).contains("is being replayed since ", "as ada asked");
    }
  }

  @Test
  void what_is_dropped_is_a_whole_append_and_kept_with_who_and_why() throws SQLException {
    answer = true;
    var said = parked("drop", "--view", "task", "--position", "6", "--because", "lost anyway", "--by", "ada");
    assertThat(said.text()).contains("View task will never have 2 events of owner " + OWNER
        + ", positions 5 to 6; an append is not split", "2 events wait behind it");
    assertThat(said.code()).isZero();
    assertThat(
        query("SELECT string_agg(position || ' ' || convert_from(value, 'UTF8') || ' ' || dropped_by || ' '"
            + " || dropped_because, ',' ORDER BY position) FROM dropped_event"))
        .isEqualTo(
            "5 what somebody wrote 5 ada lost anyway,6 what somebody wrote 6 ada lost anyway");
    assertThat(query("SELECT events || ' ' || position FROM parked_owner WHERE view = 'task' AND owner_id = '"
        + OWNER + "'")).isEqualTo("2 7");
    assertThat(query("SELECT count(*) FROM parked_event")).isEqualTo("4");
  }

  @Test
  void an_owner_whose_last_event_is_dropped_is_parked_no_more() throws SQLException {
    parked("drop", "--view", "tag", "--position", "5", "--because", "lost", "--yes");
    assertThat(query("SELECT count(*) FROM parked_owner WHERE view = 'tag'")).isEqualTo("0");
    assertThat(query("SELECT count(*) FROM parked_owner")).isEqualTo("2");
  }

  @Test
  void nothing_is_dropped_without_a_yes_a_reason_or_a_copy() throws SQLException {
    assertThat(parked("drop", "--view", "task", "--position", "6", "--because", "x").text())
        .contains("Nothing was done");
    assertThat(parked("drop", "--view", "task", "--position", "6", "--yes").code()).isEqualTo(2);
    assertThat(parked("drop", "--view", "task", "--position", "6", "--because", " ", "--yes").text())
        .contains("Say who does it, and why");
    assertThat(parked("drop", "--view", "task", "--position", "66", "--because", "x", "--yes").text())
        .contains("View task has not parked position 66");
    execute("UPDATE parked_event SET copied_at = NULL WHERE view = 'task' AND position = 5");
    assertThat(parked("drop", "--view", "task", "--position", "6", "--because", "x", "--yes").text())
        .contains("It is not on the dead-letter topic yet");
    assertThat(query("SELECT count(*) FROM parked_event")).isEqualTo("6");
    assertThat(query("SELECT count(*) FROM dropped_event")).isEqualTo("0");
  }

  private static void park(String view, UUID owner, long position, long commit, @Nullable String reason)
      throws SQLException {
    execute(
        ("""
            INSERT INTO parked_event (view, owner_id, position, commit, topic, partition, record_offset, record_timestamp,
                                      timestamp_type, key, headers, value, reason, detail, copied_at)
            VALUES ('%s', '%s', %d, %d, 'events', 1, %3$d, 0, 'CREATE_TIME', '',
                    '[["ce_type","dGFza2xvZy5UYXNrQ3JlYXRlZC52MQ=="],["none",null]]',
                    'what somebody wrote %3$d', nullif('%s', 'null'), CASE WHEN '%5$s' <> 'null' THEN 'why' END, now())
            """)
            .formatted(view, owner, position, commit, reason));
  }

  private Said parked(String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var environment = Map.of("TASKLOG_READ_DB_URL", READ.url(), "TASKLOG_READ_DB_USER", READ.username());
    var code = Tasklog.commands(new Shell(PROJECT, environment, out, _ -> answer)).setErr(out)
        .execute(Stream.concat(Stream.of("parked"), Stream.of(arguments)).toArray(String[]::new));
    return new Said(code, text.toString());
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = READ.dataSource().getConnection(); var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(String sql) throws SQLException {
    try (var connection = READ.dataSource().getConnection();
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
