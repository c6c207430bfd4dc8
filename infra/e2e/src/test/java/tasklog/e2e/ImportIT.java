package tasklog.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.e2e.Client.expect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file by {@code infra/tasklog import}, through log, stream and rows. */
class ImportIT {

  private static final Path SCRIPT = Path.of("..", "tasklog").toAbsolutePath().normalize();
  private static final Services SERVICES = Services.shared();

  @TempDir
  private Path folder;

  private final Client client = SERVICES.client();
  private String token = "";

  @BeforeEach
  void logIn() {
    token = client.newToken();
  }

  @Test
  void more_lines_than_a_request_takes_arrive_with_their_times_and_tags() throws Exception {
    var file = IntStream.rangeClosed(1, 10_500).mapToObj(number -> switch (number % 3) {
      case 0 -> line(number, "\"status\":\"completed\",\"completed_at\":\"2021-08-09T01:50:30.5+02:00\"");
      case 1 -> line(number, "\"tags\":[\"Bug\",\"docs\"]");
      default -> line(number, "\"tags\":[\"BUG\"]");
    }).collect(joining()) + "{\"title\":\"\"}\n";

    var said = run(1, file, "--mode", "partial");

    assertThat(said).contains("line 10501: validation_failed", "Imported 10500 of 10501 lines");
    await().atMost(Duration.ofSeconds(30)).until(() -> total() == 10_500);
    var counts = expect(200, client.read("/v1/tasks/counts", token)).json();
    assertThat(counts.get("by_status").get("completed").intValue()).isEqualTo(3_500);
    assertThat(counts.get("by_status").get("pending").intValue()).isEqualTo(7_000);
    var oldest = expect(200, client.read("/v1/tasks?sort=created_at&limit=3", token)).json().get("items");
    assertThat(oldest.valueStream().map(task -> task.get("title").stringValue()))
        .containsExactly("Task 1", "Task 2", "Task 3");
    assertThat(oldest.valueStream().map(task -> task.get("created_at").stringValue()))
        .containsExactly("2021-02-11T00:00:01.000000Z", "2021-02-11T00:00:02.000000Z",
            "2021-02-11T00:00:03.000000Z");
    assertThat(oldest.get(0).get("updated_at")).isEqualTo(oldest.get(0).get("created_at"));
    assertThat(oldest.get(0).get("tag_ids").get(0)).isEqualTo(oldest.get(1).get("tag_ids").get(0));
    assertThat(oldest.get(0).get("tag_ids")).hasSize(2);
    assertThat(oldest.get(2).get("completed_at").stringValue()).isEqualTo("2021-08-08T23:50:30.500000Z");
  }

  @Test
  void all_or_nothing_is_nothing_when_a_line_cannot_be_imported() throws Exception {
    var said = run(1,
        line(1, "\"tags\":[\"a\"]") + "{\"title\":\"x\",\"created_at\":\"9999-01-01T00:00:00Z\"}\n");
    assertThat(said).contains("line 2: /created_at time_in_future", "Imported 0 of 2 lines");
    assertThat(total()).isZero();
  }

  private static String line(int number, String more) {
    return "{\"title\":\"Task %d\",\"created_at\":\"2021-02-11T%02d:%02d:%02dZ\",%s}\n".formatted(number,
        number / 3600, number / 60 % 60, number % 60, more);
  }

  private int total() {
    return expect(200, client.read("/v1/tasks/counts", token)).json().get("total").intValue();
  }

  private String run(int status, String lines, String... options) throws Exception {
    var file = Files.writeString(folder.resolve("tasks.ndjson"), lines);
    var process = new ProcessBuilder(SCRIPT.toString(), "import", file.toString(), "--url",
        client.commandUrl())
        .redirectErrorStream(true);
    process.command().addAll(List.of(options));
    process.environment().put("TASKLOG_TOKEN", token);
    var started = process.start();
    var said = new String(started.getInputStream().readAllBytes(), UTF_8);
    assertThat(started.waitFor()).describedAs(said).isEqualTo(status);
    return said;
  }
}
