package tasklog.cli.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is asked of the API; that the services take it is seen by UpIT. */
class DbSeedTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final Set<String> ids = new HashSet<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer api;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::answer);
    api.start();
  }

  @AfterEach
  void stop() {
    api.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var path = exchange.getRequestURI().getPath();
    var body = exchange.getRequestBody().readAllBytes();
    var json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    asked.add(path + " " + json);
    switch (path) {
      case "/v1/accounts" -> create(exchange, json.get("email"), "email_taken");
      case "/v1/tokens" -> say(exchange, 200, "{\"access_token\":\"T\"}");
      case "/v1/accounts/me" -> say(exchange, 200,
          "{\"id\":\"" + exchange.getRequestHeaders().getFirst("Authorization")
              + "\"}");
      case "/v1/tags" -> create(exchange, json.get("id"), "tag_id_taken");
      case "/v1/tasks" -> create(exchange, json.get("id"), "task_id_taken");
      default -> say(exchange, 404, "{\"detail\":\"no\"}");
    }
  }

  private void create(HttpExchange exchange, JsonNode id, String taken) throws IOException {
    if (ids.add(id.stringValue())) say(exchange, 201, "{}");
    else say(exchange, 409, "{\"code\":\"" + taken + "\"}");
  }

  private static void say(HttpExchange exchange, int status, String body) throws IOException {
    exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
    exchange.getResponseBody().write(body.getBytes(UTF_8));
    exchange.close();
  }

  @Test
  void what_was_made_once_is_not_made_again() {
    assertThat(seed()).startsWith("17 made, 0 were there; log in at http://127.0.0.1");
    assertThat(asked.stream().filter(request -> request.startsWith("/v1/tasks "))).hasSize(12)
        .allMatch(request -> request.contains("\"tag_ids\":[") && !request.contains("\"tags\""));
    int all = ids.size();
    assertThat(seed()).startsWith("0 made, 17 were there");
    assertThat(ids).hasSize(all);
  }

  @Test
  void a_refusal_is_told_in_one_line() {
    api.removeContext("/");
    api.createContext("/", exchange -> say(exchange, 503, "{\"detail\":\"Too busy\"}"));
    assertThat(seed()).isEqualTo("tasklog: POST http://127.0.0.1:" + api.getAddress().getPort()
        + "/v1/accounts was refused: Too busy\n");
    assertThat(run("--url", "http://127.0.0.1:1"))
        .startsWith("tasklog: Nobody answers at http://127.0.0.1:1");
  }

  /** Everybody knows the password. */
  @Test
  void an_api_that_others_reach_is_not_given_the_usual_password() {
    assertThat(run("--url", "https://tasklog.example.invalid")).contains("say a password of your own");
  }

  private String seed() {
    return run("--url", "http://127.0.0.1:" + api.getAddress().getPort());
  }

  private static String run(String... arguments) {
    var text = new StringWriter();
    var out = new PrintWriter(text, true);
    Tasklog.commands(new Shell(Path.of("."), Map.of(), out, _ -> false)).setErr(out)
        .execute(Stream.concat(Stream.of("db", "seed"), Stream.of(arguments)).toArray(String[]::new));
    return text.toString();
  }
}
