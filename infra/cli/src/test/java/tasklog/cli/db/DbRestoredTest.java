package tasklog.cli.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

class DbRestoredTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final String EVENT = """
      INSERT INTO event VALUES (1, 1, 1, now(), '2026-01-05T12:00:00Z', gen_random_uuid(), gen_random_uuid(), 't', '1',
                                'a', '', '', '')""";

  private static final TestDatabase LOG = TestPostgres.newDatabase("restored_log");

  private final List<String> asked = new ArrayList<>();
  private boolean answer;
  private String before = "";

  @BeforeAll
  static void migrate() throws SQLException {
    assertThat(new DbRestoredTest().db("restored")).contains("There is no log at 127.0.0.1");
    new DbRestoredTest().db("migrate", "--service", "command", "--yes");
    query("WITH added AS (" + EVENT + " RETURNING 1) SELECT * FROM added");
  }

  @BeforeEach
  void note() throws SQLException {
    before = incarnation();
  }

  @Test
  void a_log_becomes_another_one_after_it_was_shown_and_somebody_has_agreed() throws SQLException {
    assertThat(db("restored")).contains("log (command-service) at 127.0.0.1:", "incarnation " + before,
        "events up to position 1, recorded 2026-01-05T12:00Z", "TASKLOG_STREAM_GENERATION",
        "db down --service projection", "tasklog: Nothing was done; --yes says that it may be");
    assertThat(asked).containsExactly("Was it restored, and shall it become another log?");
    assertThat(incarnation()).isEqualTo(before);

    answer = true;
    assertThat(db("restored")).contains("It is log " + incarnation() + " now");
    assertThat(incarnation()).isNotEqualTo(before);
    assertThat(query("SELECT count(*) FROM event")).isEqualTo("1");
    assertThat(db("restored", "--yes")).doesNotContain(before).contains("It is log " + incarnation());
    assertThat(asked).hasSize(2);
  }

  /** Red without {@code refuseWhileServicesRun}: a service would go on with what it remembers of the other log. */
  @Test
  void it_is_refused_while_a_service_runs_whatever_was_said_before() throws SQLException {
    try (var service = LOG.dataSource().getConnection()) {
      service.setClientInfo("ApplicationName", "tasklog-command");
      assertThat(db("restored", "--yes")).contains("tasklog: command-service is running on the log",
          "stop every instance first");
    }
    assertThat(incarnation()).isEqualTo(before);
  }

  private String db(String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var environment = Map.of("TASKLOG_LOG_DB_URL", LOG.url(), "TASKLOG_LOG_DB_USER", LOG.username());
    Tasklog.commands(new Shell(PROJECT, environment, out, question -> {
      asked.add(question);
      return answer;
    })).setErr(out)
        .execute(Stream.concat(Stream.of("db"), Stream.of(arguments)).toArray(String[]::new));
    return text.toString();
  }

  private static String incarnation() throws SQLException {
    return query("SELECT incarnation FROM log");
  }

  private static String query(String sql) throws SQLException {
    try (var connection = LOG.dataSource().getConnection();
        var row = connection.createStatement().executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
