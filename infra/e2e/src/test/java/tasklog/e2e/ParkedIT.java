package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.e2e.Client.expect;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tasklog.cli.console.Shell;
import tasklog.cli.parked.Parked;
import tasklog.e2e.Client.Answer;

/** An event that a view does not take, from the command that wrote it to the operator who has it replayed. */
class ParkedIT {

  private static final Services SERVICES = Services.shared();
  private static final Client CLIENT = SERVICES.client();

  private record Said(int code, String text) {}

  /** What the rules allow and the table does not: no other test has such a title. */
  @BeforeEach
  void refusePoison() throws SQLException {
    run("ALTER TABLE task ADD CONSTRAINT task_poison_check CHECK (title <> 'poison') NOT VALID");
  }

  @AfterEach
  void allow() throws SQLException {
    run("ALTER TABLE task DROP CONSTRAINT IF EXISTS task_poison_check");
  }

  @Test
  void its_owner_is_told_others_go_on_and_a_replay_heals() throws SQLException {
    var token = CLIENT.newToken();
    var sound = expect(201, CLIENT.write("POST", "/v1/tasks", token, "{\"title\":\"sound\"}"));
    expect(200, read(sound.header("Location"), token, sound));
    var poison = expect(201, CLIENT.write("POST", "/v1/tasks", token, "{\"title\":\"poison\"}"));
    var position = poison.json().get("version").stringValue();
    var owner = poison.json().get("owner").stringValue();

    // Whoever has seen it is told, whoever has not gets the rows before it and no promise of more.
    await().atMost(Duration.ofSeconds(30)).until(
        () -> code(read("/v1/tasks", token, poison)).equals("projection_parked"));
    assertThat(expect(503, read("/v1/tasks", token, poison)).header("Retry-After")).isEqualTo("30");
    var old = expect(200, CLIENT.read("/v1/tasks", token));
    assertThat(old.body()).contains("\"sound\"").doesNotContain("\"poison\"");
    expect(200, read("/v1/tasks", token, old));
    expect(200, read("/v1/tags", token, poison));
    assertThat(code(read("/v1/tasks/counts", token, poison))).isEqualTo("projection_parked");

    // What follows waits, and nobody else does.
    var renamed = expect(200,
        CLIENT.write("PATCH", sound.header("Location"), token, "{\"title\":\"renamed\"}"));
    var other = CLIENT.newToken();
    var others = expect(201, CLIENT.write("POST", "/v1/tasks", other, "{\"title\":\"another's\"}"));
    expect(200, read(others.header("Location"), other, others));
    await().atMost(Duration.ofSeconds(30)).until(
        () -> code(read("/v1/tasks", token, renamed)).equals("projection_parked"));
    assertThat(expect(200, CLIENT.read(sound.header("Location"), token)).body()).contains("\"sound\"");

    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(health("/projection").body())
        .contains("\"status\":\"PARKED\"", "{\"view\":\"task\",\"owners\":1,\"events\":2}"));
    expect(200, health("/readiness"));
    assertThat(expect(200, health("")).body()).contains("UP");

    assertThat(parked("list").text()).contains(
        "view task, owner " + owner + ": 2 events from position " + position,
        "REFUSED, View task cannot apply", "constraint task_poison_check");
    assertThat(parked("show", "--owner", owner, "--position", position).text())
        .contains("\"title\":\"poison\"");
    var refused = parked("replay", "--owner", owner);
    assertThat(refused.text()).contains("2 events from position " + position + " on stay parked");
    assertThat(refused.code()).isEqualTo(1);

    allow();
    var replayed = parked("replay", "--owner", owner);
    assertThat(replayed.text()).contains("1 of 1 accounts and views have all their events");
    assertThat(replayed.code()).isZero();
    assertThat(expect(200, read(poison.header("Location"), token, renamed)).body()).isEqualTo(poison.body());
    assertThat(expect(200, read(sound.header("Location"), token, renamed)).body()).isEqualTo(renamed.body());
    assertThat(parked("list").text()).contains("Nothing is parked");
  }

  private static Answer read(String path, String token, Answer seen) {
    return CLIENT.read(path, token, "Consistency-Token", seen.header("Consistency-Token"), "Prefer",
        "wait=10");
  }

  private static Answer health(String group) {
    return Client.get("http://127.0.0.1:" + SERVICES.environment().get("TASKLOG_PROJECTION_MANAGEMENT_PORT")
        + "/actuator/health" + group);
  }

  private static String code(Answer answer) {
    return answer.status() == 200 ? "" : answer.json().get("code").stringValue();
  }

  private static Said parked(String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    var shell = new Shell(Path.of("..", "..").toAbsolutePath().normalize(), SERVICES.environment(), out,
        _ -> false);
    CommandLine command = Parked.commands(shell).setErr(out);
    return new Said(command.execute(arguments), text.toString());
  }

  private static void run(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(setting("URL"), setting("USER"), setting("PASSWORD"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String setting(String name) {
    return Objects.requireNonNull(SERVICES.environment().get("TASKLOG_READ_DB_" + name));
  }
}
