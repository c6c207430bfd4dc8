package tasklog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.testkit.TestPostgres;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That the tool measures what it says; nothing of how fast. */
class StoreBenchTest {

  private final StringWriter out = new StringWriter();

  @Test
  void every_workload_is_measured_beside_plain_inserts(@TempDir Path folder) {
    var json = folder.resolve("figures.json");
    var server = TestPostgres.server();
    var url = server.url() + "?user=" + server.username() + "&password=" + server.password();

    assertThat(run("store", "--url", url, "--events", "1k", "--rounds", "1", "--seconds", "0.05",
        "--warm-up", "0.1", "--callers", "4", "--processes", "1", "--bulk", "80", "--long-task", "100",
        "--json", json.toString())).isZero();

    var report = JsonMapper.shared().readTree(json.toFile());
    assertThat(report.get("settings").get("fsync").stringValue()).isEqualTo("on");
    assertThat(report.get("machine").get("cores").intValue()).isPositive();
    assertThat(report.get("options").get("events").toString()).isEqualTo("[\"1k\"]");
    assertThat(names(report)).contains("create, a transaction each", "create, unconditional", "create",
        "change status", "change one hot task", "read a task's events", "create and change, processes: 1",
        "change the long task", "bulk status of 80 tasks", "change status, beside a bulk of 80");
    assertThat(report.get("goals").values()).isNotEmpty();
    assertThat(out.toString()).contains("1k    change status", "1k  create, to inserts");
    for (var series : report.get("series").values()) {
      var round = series.get("rounds").get(0);
      long calls = round.get("calls").longValue();
      long answered = calls - round.get("failures").longValue();
      assertThat(answered).as(series.toString()).isPositive();
      assertThat(round.get("ratio").doubleValue()).as(series.toString()).isPositive();
      assertThat(round.get("longest").doubleValue())
          .isGreaterThanOrEqualTo(round.get("p50").doubleValue() / 2);
      if (series.get("name").stringValue().matches("(create|change (one|a|the)).*")) {
        assertThat(round.get("events").longValue()).as(series.toString()).isBetween(answered, calls);
      }
    }
  }

  @Test
  void nothing_is_measured_on_a_server_that_could_lose_what_it_acknowledged() {
    var server = TestPostgres.newDatabase("bench");
    var url = server.url() + "?user=" + server.username() + "&password=" + server.password()
        + "&options=-c%20synchronous_commit=off";

    assertThat(run("store", "--url", url)).isEqualTo(1);
    assertThat(out.toString()).contains("synchronous_commit = off");
  }

  private int run(String... arguments) {
    var writer = new PrintWriter(out, true);
    return Bench.commands(writer).setErr(writer).execute(arguments);
  }

  private static List<String> names(JsonNode report) {
    return report.get("series").valueStream().map(series -> series.get("name").stringValue()).toList();
  }
}
