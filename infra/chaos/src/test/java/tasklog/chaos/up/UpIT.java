package tasklog.chaos.up;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.local.Ports;

/** {@code infra/tasklog up} as its users run it. */
class UpIT {

  private static final Path SCRIPT = Path.of("..", "tasklog").toAbsolutePath().normalize();

  @TempDir
  private Path data;

  private final int port = Ports.free();
  private final List<Up> started = new ArrayList<>();

  @AfterEach
  void leaveNothing() {
    started.forEach(up -> up.process().destroyForcibly());
    await().atMost(Duration.ofSeconds(30)).until(() -> processes().findAny().isEmpty());
  }

  @Test
  void a_stack_serves_its_first_session_and_keeps_it_whatever_ends_it() throws Exception {
    var first = up();
    assertThat(health()).isEqualTo("{\"status\":\"up\",\"command\":\"up\",\"projection\":\"up\"}");
    assertThat(paste(first.session())).contains("\"title\":\"Try Tasklog\"", "\"status\":\"completed\"");

    assertThat(refusal(data, Ports.free())).isEqualTo("tasklog: Another tasklog up is running on " + data);
    assertThat(refusal(data.resolve("other"), port)).isEqualTo("tasklog: Port " + port + " is taken");

    assertThat(db("info")).containsPattern("(?s)log .*drift: none.*read .*drift: none");
    assertThat(db("seed")).startsWith("17 made, 0 were there");
    assertThat(db("seed")).startsWith("0 made, 17 were there");

    // The services are left, and stop while the next ones start.
    assertThat(processes().filter(this::isService)).hasSize(2);
    first.process().destroyForcibly();
    processes().filter(process -> !isService(process)).forEach(ProcessHandle::destroyForcibly);

    var second = up();
    assertThat(paste(second.session())).contains("email_taken").containsPattern("(Try Tasklog.*){2}");
    assertThat(db("reset", "--yes")).endsWith("All is empty");
    assertThat(paste(second.session())).doesNotContain("email_taken")
        .containsOnlyOnce("\"title\":\"Try Tasklog\"");
    second.process().destroy();
    assertThat(second.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.process().exitValue()).isEqualTo(143);
    assertThat(processes()).isEmpty();
  }

  private record Up(Process process, String output) {

    /** What it offers to paste. */
    String session() {
      return output.substring(output.indexOf("api="), output.indexOf("Ctrl-C"));
    }
  }

  /** Returns when it says that it is up. */
  private Up up() throws IOException {
    var process = tasklog(data, port).start();
    var output = new StringBuilder();
    var lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      output.append(line).append('\n');
      if (line.startsWith("Ctrl-C")) break;
    }
    var up = new Up(process, output.toString());
    started.add(up);
    assertThat(up.output()).contains("Tasklog is up", data.toString());
    return up;
  }

  private static String refusal(Path data, int port) throws Exception {
    var process = tasklog(data, port).start();
    String said = said(process);
    assertThat(process.waitFor()).isEqualTo(1);
    return said;
  }

  private String db(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("db"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", data.toString()));
    var process = tasklog(command).start();
    String said = said(process);
    assertThat(process.waitFor()).describedAs(said).isZero();
    return said;
  }

  private static ProcessBuilder tasklog(Path data, int port) {
    return tasklog(List.of("up", "--data", data.toString(), "--port", Integer.toString(port), "--once"));
  }

  private static ProcessBuilder tasklog(List<String> arguments) {
    var process = new ProcessBuilder(SCRIPT.toString()).redirectErrorStream(true);
    process.command().addAll(arguments);
    process.environment().remove("JAVA_TOOL_OPTIONS"); // a JVM that has them says so, in a line of its own
    process.environment().put("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1"); // as all short-lived JVMs of the build
    return process;
  }

  /** To the end, but that it has options from outside. */
  private static String said(Process process) throws IOException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return said.replaceFirst("^NOTE: Picked up JDK_JAVA_OPTIONS: .*\n", "").strip();
  }

  /** Runs it in a shell, as a user would. */
  private static String paste(String session) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", session).redirectErrorStream(true).start();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).describedAs(said).isZero();
    return said;
  }

  private String health() throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body();
    }
  }

  private boolean isService(ProcessHandle process) {
    var begin = process.info().commandLine().orElse(""); // a long one is cut off
    return Stream.of("command-service", "projection-service").map(data::resolve)
        .anyMatch(folder -> begin.contains(folder.toString()));
  }

  /** Every process that has to do with our folder. */
  private Stream<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(data.toString()));
  }
}
