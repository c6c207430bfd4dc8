package tasklog.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What no HTTP client would send reaches the container only, and is answered in the same shape. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ContainerIT {

  private static final int READ_TIMEOUT_MILLIS = 10_000;

  @LocalServerPort
  int port;

  @ParameterizedTest
  @ValueSource(strings = {
      "GET /{} HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /v1/probe/caller?x=| HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nb@d: x\r\n\r\n",
      "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
      "G@T / HTTP/1.1\r\nHost: a\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
      "GET /%2e%2e/ HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET //v1 HTTP/1.1\r\nHost: a\r\n\r\n",
      "nonsense\r\n\r\n"})
  void a_request_that_is_not_http_is_answered_with_a_problem(String request) throws IOException {
    var answer = send(request);
    assertThat(answer).startsWith("HTTP/1.1 400");
    assertProblem(answer, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Request-Id: mine\r\n", ""})
  void headers_that_are_too_long_are_answered_with_a_problem(String id) throws IOException {
    var answer = send("GET / HTTP/1.1\r\nHost: a\r\n" + id + "X: " + "x".repeat(20_000) + "\r\n\r\n");
    assertProblem(answer, "malformed_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE", "CONNECT", "FOO"})
  void a_method_that_nobody_takes_is_answered_with_a_problem(String method) throws IOException {
    var answer = send(method + " /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 40[05].*");
    assertThat(answer).contains("application/problem+json").doesNotContain("<html", "Apache");
  }

  private static void assertProblem(String answer, String code) {
    var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    var problem = WebJson.mapper().readTree(body.substring(body.indexOf('{'), body.lastIndexOf('}') + 1));
    assertThat(problem.get("code").stringValue()).isEqualTo(code);
    assertThat(answer.toLowerCase(Locale.ROOT))
        .contains("content-type: application/problem+json")
        .contains("x-request-id: " + problem.get("request_id").stringValue())
        .doesNotContain("<html", "apache", "java");
  }

  private String send(String request) throws IOException {
    try (var socket = new Socket("localhost", port)) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
