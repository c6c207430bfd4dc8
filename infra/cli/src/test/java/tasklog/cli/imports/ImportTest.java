package tasklog.cli.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tasklog.cli.gateway.TinyService;

class ImportTest {

  private final TinyService service = new TinyService("command");
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final List<Duration> pauses = new ArrayList<>();

  @TempDir
  private Path folder;

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void a_file_is_sent_as_it_is_with_token_mode_and_key() throws IOException {
    service.answer(exchange -> imported(exchange, 200, 2));
    var text = "{\"title\":\"é\"}\r\n\n{\"title\":\"2\"}";
    assertThat(run(write(text))).isZero();
    var request = service.requests().getFirst();
    assertThat(request.target()).isEqualTo("/v1/tasks/import?mode=atomic");
    assertThat(request.body()).isEqualTo(new String(text.getBytes(UTF_8), ISO_8859_1));
    assertThat(request.header("Authorization")).containsExactly("Bearer secret");
    assertThat(request.header("Content-Type")).containsExactly("application/x-ndjson");
    assertThat(request.header("Idempotency-Key").getFirst()).matches("\"import-[0-9a-f]{64}\"");
    assertThat(out.toString()).isEqualTo("Imported 2 of 2 lines\n");
    assertThat(err.toString()).isEqualTo("2 of 2 lines\n").doesNotContain("secret");
  }

  @Test
  void standard_input_is_a_file_too() {
    service.answer(exchange -> imported(exchange, 200, 1));
    assertThat(run("-")).isZero();
    assertThat(service.requests().getFirst().body()).isEqualTo("{}\n");
  }

  @Test
  void a_long_file_takes_several_requests_and_faults_are_named_by_their_line_in_it() throws IOException {
    service.answer(exchange -> imported(exchange, 207, lines(), 1, 5));
    assertThat(run(write("{}\n".repeat(25_000)), "--mode", "partial")).isEqualTo(1);
    assertThat(service.requests()).hasSize(3).extracting(seen -> seen.body().length())
        .containsExactly(30_000, 30_000, 15_000);
    assertThat(service.requests().stream().map(seen -> seen.header("Idempotency-Key").getFirst()).distinct())
        .hasSize(3);
    assertThat(out.toString().lines()).containsExactly("line 1: task_id_taken", "line 5: task_id_taken",
        "line 10001: task_id_taken", "line 10005: task_id_taken", "line 20001: task_id_taken",
        "line 20005: task_id_taken", "Imported 24994 of 25000 lines");
    assertThat(err.toString().lines()).containsExactly("10000 of 25000 lines", "20000 of 25000 lines",
        "25000 of 25000 lines");
  }

  @Test
  void what_takes_several_requests_cannot_be_all_or_nothing() throws IOException {
    assertThat(run(write("{}\n".repeat(10_001)))).isEqualTo(2);
    assertThat(err.toString()).contains("It takes 2 requests", "--mode partial");
    assertThat(service.requests()).isEmpty();
    service.answer(exchange -> imported(exchange, 200, 10_000));
    assertThat(run(write("{}\n".repeat(10_000) + "\n\n"))).isZero();
  }

  @Test
  void a_lost_answer_and_a_busy_service_are_asked_again_with_the_same_key() throws IOException {
    Deque<TinyService.Answer> answers = new ArrayDeque<>(List.of(HttpExchange::close,
        exchange -> busy(exchange, 503, "7"), exchange -> busy(exchange, 429, "3600"),
        exchange -> problem(exchange, 409, "idempotency_in_progress", ""), exchange -> {
          exchange.getResponseHeaders().add("Idempotency-Replayed", "true");
          imported(exchange, 200, 1);
        }));
    service.answer(exchange -> answers.removeFirst().give(exchange));
    assertThat(run(write("{}\n"))).isZero();
    assertThat(service.requests().stream().map(seen -> seen.header("Idempotency-Key").getFirst()).distinct())
        .hasSize(1);
    assertThat(service.requests()).hasSize(5).allSatisfy(seen -> assertThat(seen.body()).isEqualTo("{}\n"));
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(7), Duration.ofSeconds(60),
        Duration.ofSeconds(4));
    assertThat(out.toString()).isEqualTo("Imported 1 of 1 lines; 1 of them by an earlier call\n");
  }

  @Test
  void a_service_that_stays_busy_is_given_up_and_nothing_more_is_sent() throws IOException {
    service.answer(exchange -> busy(exchange, 503, "1"));
    assertThat(run(write("{}\n".repeat(10_001)), "--mode", "partial")).isEqualTo(1);
    assertThat(service.requests()).hasSize(Upload.TRIES);
    assertThat(err.toString()).contains(
        "Stopped at lines 1 to 10000: tried 8 times, at last: 503 service_unavailable",
        "nothing is done twice");
    assertThat(out.toString()).isEqualTo("Imported 0 of 10001 lines\n");
  }

  @Test
  void what_is_refused_is_told_line_by_line_and_not_tried_again() throws IOException {
    service.answer(exchange -> problem(exchange, 422, "validation_failed", """
        {"line":3,"pointer":"/title","code":"too_short","detail":"must have at least 1 characters"},\
        {"line":4,"pointer":"","code":"malformed_json","detail":"Not UTF-8"}"""));
    assertThat(run(write("{}\n".repeat(4)))).isEqualTo(1);
    assertThat(out.toString().lines()).containsExactly(
        "line 3: /title too_short, must have at least 1 characters", "line 4: malformed_json, Not UTF-8",
        "Imported 0 of 4 lines");
    assertThat(err.toString()).contains("Stopped at lines 1 to 4: 422 validation_failed: Details");
    assertThat(service.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", ""})
  void an_answer_of_something_on_the_way_is_told_by_its_status(String body) throws IOException {
    service.answer(exchange -> answer(exchange, 413, body));
    assertThat(run(write("{}\n"))).isEqualTo(1);
    assertThat(err.toString()).contains("HTTP status 413");
  }

  @Test
  void a_call_that_cannot_be_meant_is_refused() throws IOException {
    assertThat(run(folder.resolve("absent").toString())).isEqualTo(2);
    assertThat(run(write("{}"), "--mode", "some")).isEqualTo(2);
    assertThat(new CommandLine(command()).setErr(new PrintWriter(err))
        .execute(write("{}"), "--url", "http://127.0.0.1:" + service.port(), "--token", "")).isEqualTo(2);
    assertThat(err.toString()).contains("There is no file", "--mode", "TASKLOG_TOKEN");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void an_empty_file_is_imported_already() throws IOException {
    assertThat(run(write("\n\n"))).isZero();
    assertThat(service.requests()).isEmpty();
  }

  private int run(String file, String... options) {
    var all = new ArrayList<>(
        List.of(file, "--url", "http://127.0.0.1:" + service.port() + "/", "--token", "secret"));
    all.addAll(List.of(options));
    return new CommandLine(command()).setErr(new PrintWriter(err)).execute(all.toArray(String[]::new));
  }

  private Import command() {
    return new Import(new ByteArrayInputStream("{}\n".getBytes(UTF_8)), new PrintWriter(out),
        new PrintWriter(err),
        pauses::add);
  }

  private String write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "", ".ndjson"), text).toString();
  }

  private long lines() {
    return service.requests().getLast().body().lines().count();
  }

  private static void imported(HttpExchange exchange, int status, long lines, Integer... failed)
      throws IOException {
    var results = IntStream.rangeClosed(1, (int) lines)
        .mapToObj(line -> List.of(failed).contains(line)
            ? "{\"line\":" + line
                + ",\"id\":null,\"outcome\":\"failed\",\"version\":null,\"problem\":\"task_id_taken\"}"
            : "{\"line\":" + line
                + ",\"id\":\"x\",\"outcome\":\"applied\",\"version\":\"1\",\"problem\":null}")
        .collect(Collectors.joining(","));
    answer(exchange, status, "{\"mode\":\"m\",\"applied\":" + (lines - failed.length) + ",\"failed\":"
        + failed.length + ",\"results\":[" + results + "]}");
  }

  private static void busy(HttpExchange exchange, int status, String retryAfter) throws IOException {
    exchange.getResponseHeaders().add("Retry-After", retryAfter);
    problem(exchange, status, status == 503 ? "service_unavailable" : "too_many_requests", "");
  }

  private static void problem(HttpExchange exchange, int status, String code, String errors)
      throws IOException {
    answer(exchange, status, "{\"status\":" + status + ",\"detail\":\"Details\",\"code\":\"" + code
        + "\",\"errors\":[" + errors + "]}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
