package tasklog.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;
import tasklog.database.Database;
import tasklog.database.Migrations;
import tasklog.local.Ports;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** {@code tasklog db} on the real migrations of both services. */
class DbTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

  @TempDir
  private Path temporary;

  /** Each test begins where {@link #empty} has left them. */
  private static final TestDatabase LOG = TestPostgres.newDatabase("db_log");
  private static final TestDatabase READ = TestPostgres.newDatabase("db_read");

  private final List<String> asked = new ArrayList<>();
  private boolean answer;

  @BeforeEach
  void empty() throws SQLException {
    for (var database : Database.values()) {
      new Migrations((database == Database.LOG ? LOG : READ).dataSource(), database.migrations(PROJECT),
          List.of())
          .empty(() -> {});
    }
  }

  private record Said(int code, String text) {}

  private Said db(String... arguments) {
    return db(PROJECT, Map.of("TASKLOG_LOG_DB_URL", LOG.url(), "TASKLOG_LOG_DB_USER", LOG.username(),
        "TASKLOG_LOG_DB_PASSWORD", "never shown", "TASKLOG_READ_DB_URL", READ.url() + "?password=never+shown",
        "TASKLOG_READ_DB_USER", READ.username()), arguments);
  }

  private Said db(Path project, Map<String, String> environment, String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var command = Tasklog.commands(new Shell(project, environment, out, question -> {
      asked.add(question);
      return answer;
    })).setOut(out).setErr(out);
    int code = command.execute(Stream.concat(Stream.of("db"), Stream.of(arguments)).toArray(String[]::new));
    assertThat(text.toString()).doesNotContain("never shown", "never+shown", "\tat ");
    return new Said(code, text.toString());
  }

  @Test
  void info_says_how_far_each_schema_is_and_what_differs() throws Exception {
    var before = db("info");
    assertThat(before.code()).isZero();
    assertThat(before.text()).contains("log (command-service) at 127.0.0.1:" + LOG.port() + "/" + LOG.name(),
        "001  create event log", "pending", "drift: not known, it is at version 000");
    assertThat(db("migrate", "--yes").code()).isZero();
    var after = db("info");
    assertThat(after.code()).isZero();
    assertThat(after.text()).contains("applied 20").doesNotContain("pending").containsPattern(
        "(?s)drift: none.*drift: none");
    execute(READ,
        "INSERT INTO rebuild_due (view, version, because) VALUES ('tag', '010', 'letters are missing')");
    assertThat(db("info").text())
        .contains("  rebuild of tag due since 010, letters are missing: infra/tasklog rebuild tag\n");
    execute(READ, "ALTER TABLE task DROP CONSTRAINT task_version_check");
    var drifted = db("info");
    assertThat(drifted.code()).isOne();
    assertThat(drifted.text())
        .contains("missing:    constraint task.task_version_check CHECK ((version > 0))");
  }

  @Test
  void migrate_shows_what_it_will_do_and_does_it_when_told() throws Exception {
    var refused = db("migrate");
    assertThat(refused.code()).isOne();
    assertThat(refused.text()).contains("V001__create_event_log.sql", "V001__create_task.sql",
        "A backup of log first: pg_dump ", "tasklog: Nothing was done; --yes says that it may be");
    assertThat(asked).containsExactly("Go forward?");
    assertThat(db("info").text()).doesNotContain("applied");

    answer = true;
    assertThat(db("migrate", "--service", "projection").text()).contains("read 001 create task: done");
    assertThat(db("info").text()).contains("001  create event log                         pending");
    assertThat(db("migrate").code()).isZero();
    assertThat(db("migrate").text()).contains("nothing to do");
    assertThat(asked).hasSize(3);
  }

  @Test
  void down_points_out_what_is_destroyed_and_goes_as_far_as_told() throws Exception {
    db("migrate", "--yes");
    var last = version(Database.LOG);
    var refused = db("down", "--service", "command");
    assertThat(refused.code()).isOne();
    assertThat(refused.text()).contains("U%03d__".formatted(last), "DESTRUCTIVE, drops what it names: DROP ",
        "A backup of log first", "Nothing was done");
    assertThat(db("down", "--service", "command", "--yes").text())
        .contains("log back from %03d".formatted(last));
    assertThat(version(Database.LOG)).isEqualTo(last - 1);
    assertThat(db("down", "--service", "command", "--steps", "2", "--yes").code()).isZero();
    assertThat(version(Database.LOG)).isEqualTo(last - 3);
    assertThat(db("down", "--service", "projection", "--to", "1", "--yes").code()).isZero();
    assertThat(version(Database.READ)).isEqualTo(1);
    assertThat(db("down", "--service", "projection", "--to", "0", "--yes").code()).isZero();
    assertThat(version(Database.READ)).isZero();
    assertThat(db("down", "--service", "projection", "--yes").text()).contains("nothing to do");
    assertThat(db("migrate", "--yes").code()).isZero();
    assertThat(db("info").text()).containsPattern("(?s)drift: none.*drift: none");
  }

  @Test
  void what_is_asked_for_in_vain_is_refused_in_one_line() {
    db("migrate", "--yes");
    assertThat(db("down", "--service", "command", "--to", "999").text())
        .isEqualTo("tasklog: Version 999 is not applied\n");
    assertThat(db("down", "--service", "command", "--steps", "0").text())
        .isEqualTo("tasklog: A step back is at least one\n");
    assertThat(db("down").code()).isEqualTo(2);
    assertThat(db("down", "--service", "command", "--to", "1", "--steps", "1").code()).isEqualTo(2);
    assertThat(db().code()).isEqualTo(2);
  }

  @Test
  void down_never_removes_events_or_accounts() throws Exception {
    db("migrate", "--yes");
    execute(LOG, """
        INSERT INTO account (id, created_at, updated_at) VALUES (gen_random_uuid(), now(), now())""");
    var accounts = db("down", "--service", "command", "--to", "0", "--yes");
    assertThat(accounts.code()).isOne();
    assertThat(accounts.text()).contains("would remove what is in account");
    assertThat(version(Database.LOG)).isEqualTo(2);
    execute(LOG, "DELETE FROM account");
    execute(LOG,
        """
            INSERT INTO event VALUES (1, 1, 1, now(), now(), gen_random_uuid(), gen_random_uuid(), 't', '1', 'a', '', '', '')
            """);
    var events = db("down", "--service", "command", "--to", "0", "--yes");
    assertThat(events.code()).isOne();
    assertThat(events.text())
        .contains("The way back of 001 create event log has failed and changed nothing: ")
        .endsWith("The log holds events; they are never removed by a migration\n");
    assertThat(version(Database.LOG)).isEqualTo(1);
  }

  @Test
  void services_that_are_at_work_are_named() throws Exception {
    db("migrate", "--yes");
    try (var service = LOG.dataSource().getConnection()) {
      service.setClientInfo("ApplicationName", "tasklog-command");
      assertThat(db("down", "--service", "command").text()).contains("command-service is running on it");
    }
  }

  @Test
  void new_makes_both_scripts_with_the_next_number() throws Exception {
    var folder = Database.READ.migrations(temporary);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("V009__create_task.sql"), "");
    var made = db(temporary, Map.of(), "new", "add_task_assignee", "--service", "projection");
    assertThat(made.code()).isZero();
    assertThat(made.text()).contains(temporary.relativize(folder) + "/V010__add_task_assignee.sql",
        "infra/build/renew-schema");
    assertThat(folder.resolve("V010__add_task_assignee.sql")).content().startsWith("-- <why");
    assertThat(folder.resolve("U010__add_task_assignee.sql")).content().startsWith("-- <what is lost");
    for (var name : List.of("AddTask", "add-task", "task", "add_", "add__task", "1_task", "add_task.sql")) {
      assertThat(db(temporary, Map.of(), "new", name, "--service", "projection").code()).isOne();
    }
    assertThat(db(temporary, Map.of(), "new", "add_task", "--service", "gateway").code()).isEqualTo(2);
  }

  @Test
  void a_stack_that_does_not_run_is_told_how_to_start() throws Exception {
    assertThat(db(temporary, Map.of(), "info").text()).startsWith("tasklog: No log database is known: ")
        .contains("infra/tasklog up", "--log-url", "TASKLOG_LOG_DB_URL");
    var data = Files.createDirectory(temporary.resolve("data"));
    Files.writeString(data.resolve("settings.properties"),
        "postgres.port=" + Ports.free() + "\npostgres.password=never shown\n");
    assertThat(db(PROJECT, Map.of(), "info", "--data", data.toString()).text()).isEqualTo(
        "tasklog: The stack in " + data + " is not running; start it: infra/tasklog up --data " + data
            + "\n");
    assertThat(
        db(PROJECT, Map.of(), "info", "--log-url", "jdbc:postgresql://127.0.0.1:1/x?password=never+shown",
            "--read-url", "x").text())
        .startsWith("tasklog: The log database at 127.0.0.1:1/x cannot be reached: ");
    assertThat(db(PROJECT, Map.of(), "info", "--log-url", "never", "--read-url", "never").text())
        .startsWith("tasklog: This is no address of a PostgreSQL database");
  }

  private int version(Database database) throws SQLException {
    try (var connection = (database == Database.LOG ? LOG : READ).dataSource().getConnection();
        var row = connection.createStatement()
            .executeQuery("SELECT coalesce(max(version), '0')::integer FROM flyway_schema_history")) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      connection.createStatement().execute(sql);
    }
  }
}
