package tasklog.cli.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.local.Ports;
import tasklog.local.StartFailure;

class GatewayTest {

  private final TinyService command = new TinyService("command");
  private final TinyService projection = new TinyService("projection");
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Gateway gateway;

  @BeforeEach
  void start() {
    gateway = Gateway.start(Ports.free(), command.port(), projection.port());
  }

  @AfterEach
  void stop() {
    client.close();
    gateway.close();
    command.close();
    projection.close();
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      GET,     /v1/tasks,                    projection
      HEAD,    /v1/tasks/1,                  projection
      GET,     /v1/tasks/counts,             projection
      GET,     /v1/tags,                     projection
      GET,     /v1/accountsAndMore,          projection
      GET,     /v1/accounts/me,              command
      GET,     /v1/%61ccounts/me,            command
      GET,     /v1/tasks/../accounts/me,     command
      GET,     /v1/tokens,                   command
      GET,     /.well-known/jwks.json,       command
      GET,     /problems,                    command
      GET,     /problems/task_not_found,     command
      GET,     /,                            command
      POST,    /v1/tasks,                    command
      PATCH,   /v1/tasks/1,                  command
      PUT,     /v1/tasks/1/tags/2,           command
      DELETE,  /v1/tasks/1,                  command
      OPTIONS, /v1/tasks,                    command
      POST,    /health,                      command
      """)
  void reads_of_the_read_side_go_to_projection_service_all_else_to_command_service(String method, String path,
      String service) throws Exception {
    var answer = raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200").contains("Service: " + service);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/tasks?q=a+b%20c&status=a,b&empty=&flag&%E2%82%AC=%2f", "/v1/tasks?q=a|b^\"<>",
      "/v1/tasks?",
      "/v1/tasks?a=1&a=2&cursor=AAA%3D%3D", "*"})
  void the_request_target_arrives_as_it_was_sent(String target) throws Exception {
    String method = target.equals("*") ? "OPTIONS" : "GET";
    try (var service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var toIt = Gateway.start(Ports.free(), service.getLocalPort(), service.getLocalPort());
        var asker = new Socket(InetAddress.getLoopbackAddress(), toIt.port())) {
      asker.getOutputStream()
          .write((method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(ISO_8859_1));
      try (var asked = service.accept(); var lines = new Scanner(asked.getInputStream(), ISO_8859_1)) {
        assertThat(lines.nextLine()).isEqualTo(method + " " + target + " HTTP/1.1");
      }
    }
  }

  @Test
  void headers_and_bodies_pass_unchanged_both_ways() throws Exception {
    byte[] body = new byte[5_000_000];
    Arrays.fill(body, (byte) 'ä');
    command.answer(exchange -> {
      exchange.getResponseHeaders().put("ETag", List.of("W/\"7\""));
      exchange.getResponseHeaders().put("Link", List.of("<a>", "<b>"));
      exchange.getResponseHeaders().put("Consistency-Token", List.of("42"));
      exchange.sendResponseHeaders(207, body.length);
      exchange.getResponseBody().write(body);
    });
    var answer = client.send(request("/v1/tasks/import").header("If-Match", "\"6\", W/\"5\"")
        .header("Content-Type", "application/x-ndjson; charset=utf-8").header("Idempotency-Key", "\"k\"")
        .POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(207);
    assertThat(answer.body()).isEqualTo(body);
    assertThat(answer.headers().allValues("Link")).containsExactly("<a>", "<b>");
    assertThat(answer.headers().firstValue("ETag")).hasValue("W/\"7\"");
    assertThat(answer.headers().firstValue("Consistency-Token")).hasValue("42");
    var seen = command.requests().getFirst();
    assertThat(seen.body()).isEqualTo(new String(body, ISO_8859_1));
    assertThat(seen.header("If-Match")).containsExactly("\"6\", W/\"5\"");
    assertThat(seen.header("Content-Type")).containsExactly("application/x-ndjson; charset=utf-8");
    assertThat(seen.header("Idempotency-Key")).containsExactly("\"k\"");
    assertThat(seen.header("Host")).containsExactly("127.0.0.1:" + gateway.port());
  }

  @Test
  void the_service_learns_who_asked() throws Exception {
    client.send(request("/v1/tasks").build(), BodyHandlers.ofString());
    client.send(
        request("/v1/tasks").header("X-Forwarded-For", "203.0.113.9").header("X-Forwarded-Proto", "https")
            .header("X-Forwarded-Host", "tasks.example").build(),
        BodyHandlers.ofString());
    var direct = projection.requests().getFirst();
    assertThat(direct.header("X-Forwarded-For")).containsExactly("127.0.0.1");
    assertThat(direct.header("X-Forwarded-Proto")).containsExactly("http");
    assertThat(direct.header("X-Forwarded-Host")).containsExactly("127.0.0.1:" + gateway.port());
    var behindAnother = projection.requests().getLast();
    assertThat(behindAnother.header("X-Forwarded-For")).containsExactly("203.0.113.9, 127.0.0.1");
    assertThat(behindAnother.header("X-Forwarded-Proto")).containsExactly("https");
    assertThat(behindAnother.header("X-Forwarded-Host")).containsExactly("tasks.example");
  }

  @Test
  void an_answer_is_streamed_while_it_is_made() throws Exception {
    var read = new CountDownLatch(1);
    projection.answer(exchange -> {
      exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("data: 1\n\n".getBytes(UTF_8));
      exchange.getResponseBody().flush();
      awaitQuietly(read);
      exchange.getResponseBody().write("data: 2\n\n".getBytes(UTF_8));
    });
    var answer = client.send(request("/v1/events").build(), BodyHandlers.ofInputStream());
    try (InputStream events = answer.body()) {
      assertThat(events.readNBytes(9)).asString(UTF_8).isEqualTo("data: 1\n\n");
      read.countDown();
      assertThat(events.readAllBytes()).asString(UTF_8).isEqualTo("data: 2\n\n");
    }
  }

  @Test
  void a_service_that_is_away_is_answered_for_with_a_problem() throws Exception {
    projection.close();
    var answer = client.send(request("/v1/tasks").header("X-Request-Id", "abc").build(),
        BodyHandlers.ofString());
    assertProblem(answer, 503, "service_unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(answer.headers().firstValue("X-Request-Id")).hasValue("abc");
    assertThat(answer.body()).contains("\"request_id\":\"abc\"");
    assertThat(client.send(request("/v1/accounts/me").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_service_that_ends_before_it_answers_is_answered_for_with_a_problem() throws Exception {
    command.answer(HttpExchange::close);
    var answer = client.send(request("/v1/tasks").POST(BodyPublishers.ofString("{}")).build(),
        BodyHandlers.ofString());
    assertProblem(answer, 503, "service_unavailable");
  }

  @Test
  void an_answer_that_breaks_off_is_never_taken_for_a_whole_one() {
    projection.answer(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(new byte[100_000]);
      exchange.getResponseBody().flush();
      throw new IOException("ends here");
    });
    assertThatThrownBy(() -> client.send(request("/v1/tasks").build(), BodyHandlers.ofByteArray()))
        .isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /v1/%zz HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /v1/tasks HTTP/1.1\r\nHost: h\r\nBad Header: 1\r\n\r\n",
      "CONNECT example.org:443 HTTP/1.1\r\nHost: h\r\n\r\n", "nonsense\r\n\r\n",
      "GET /v1/tasks HTTP/1.1\r\n\r\n"})
  void what_is_not_http_is_refused_with_a_problem(String request) throws Exception {
    assertThat(raw(request)).startsWith("HTTP/1.1 400").contains("Content-Type: application/problem+json")
        .contains("\"code\":\"malformed_request\"").contains("X-Request-Id: ");
    assertThat(command.requests()).isEmpty();
    assertThat(projection.requests()).isEmpty();
  }

  @Test
  void health_names_each_service() throws Exception {
    assertThat(health().body()).isEqualTo("{\"status\":\"up\",\"command\":\"up\",\"projection\":\"up\"}");
    assertThat(health().statusCode()).isEqualTo(200);
    projection.answer(exchange -> exchange.sendResponseHeaders(503, -1));
    assertThat(health().body()).isEqualTo("{\"status\":\"down\",\"command\":\"up\",\"projection\":\"down\"}");
    assertThat(health().statusCode()).isEqualTo(503);
    command.close();
    assertThat(health().body())
        .isEqualTo("{\"status\":\"down\",\"command\":\"down\",\"projection\":\"down\"}");
  }

  @Test
  void a_taken_port_is_told_in_one_line() {
    assertThatThrownBy(() -> Gateway.start(gateway.port(), command.port(), projection.port()))
        .isInstanceOf(StartFailure.class).hasMessage("Port " + gateway.port() + " is taken");
  }

  private HttpResponse<String> health() throws Exception {
    return client.send(request("/health").build(), BodyHandlers.ofString());
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).contains("\"type\":\"/problems/" + code + "\"", "\"code\":\"" + code + "\"",
        "\"status\":" + status, "\"errors\":[]", "\"title\":", "\"detail\":", "\"request_id\":");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path));
  }

  /** Sends exactly these bytes, which no client library would. */
  private String raw(String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
