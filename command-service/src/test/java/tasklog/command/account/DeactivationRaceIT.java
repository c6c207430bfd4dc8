package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import tasklog.command.CommandServiceApplication;
import tasklog.web.input.ConsistencyToken;

/** Two instances that share nothing but the log: what one of them is told holds for the other. */
class DeactivationRaceIT extends AccountService {

  private static final int WRITERS = 12;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static @Nullable ConfigurableApplicationContext second;

  @Autowired
  Environment environment;

  @LocalServerPort
  int port;

  private String token = "";
  private String id = "";

  @BeforeEach
  void registerAndLogIn() {
    if (second == null) {
      second = startSecond();
    }
    var email = newEmail();
    id = register(email, PASSWORD).text("id");
    token = tokenOf(email);
  }

  private ConfigurableApplicationContext startSecond() {
    return new SpringApplicationBuilder(CommandServiceApplication.class).run(
        "--server.port=0", "--management.server.port=0", "--tasklog.relay.enabled=false",
        same("spring.datasource.url"), same("spring.datasource.username"), same("spring.datasource.password"),
        same("tasklog.account.keys-dir"), same("tasklog.account.administrator"));
  }

  private String same(String property) {
    return "--" + property + "=" + environment.getRequiredProperty(property);
  }

  @AfterAll
  static void stop() {
    if (second != null) {
      second.close();
      second = null;
    }
  }

  /** Red when an append's condition leaves out the events of the account. */
  @RepeatedTest(5)
  void nothing_is_written_after_a_deactivation_whoever_was_told() throws Exception {
    var started = new CountDownLatch(WRITERS);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writers = new ArrayList<Future<HttpResponse<String>>>();
      for (var i = 0; i < WRITERS; i++) {
        var base = i % 2 == 0 ? first() : other();
        writers.add(threads.submit(() -> writeUntilRefused(base, started)));
      }
      assertThat(started.await(20, TimeUnit.SECONDS)).as("everybody has written").isTrue();
      var deactivated = post(first(), "/v1/accounts/me/deactivate", token, "");
      assertThat(deactivated.statusCode()).isEqualTo(200);
      assertThat(post(other(), "/v1/tasks", token, "{\"title\":\"late\"}").statusCode()).isEqualTo(403);
      for (var writer : writers) {
        assertThat(writer.get().statusCode()).isEqualTo(403);
        assertThat(writer.get().body()).contains("\"account_inactive\"");
      }
      assertThat(last()).isEqualTo(position(deactivated));
    }
    assertThat(post(other(), "/v1/accounts/" + id + "/reactivate", administrator(), "").statusCode())
        .isEqualTo(200);
    assertThat(post(first(), "/v1/tasks", token, "{\"title\":\"again\"}").statusCode()).isEqualTo(201);
  }

  /** Every kind of write takes its turn. */
  private HttpResponse<String> writeUntilRefused(String base, CountDownLatch started) throws Exception {
    for (var i = 0;; i++) {
      var task = UUID.randomUUID();
      var answer = switch (i % 3) {
        case 0 -> post(base, "/v1/tasks", token, "{\"id\":\"" + task + "\",\"title\":\"t\"}");
        case 1 -> post(base, "/v1/tags", token, "{\"name\":\"" + task + "\"}");
        default -> post(base, "/v1/tasks/bulk/delete", token,
            "{\"mode\":\"partial\",\"ids\":[\"" + task + "\"]}");
      };
      if (answer.statusCode() >= 400) {
        return answer;
      }
      if (i == 0) {
        started.countDown();
      }
    }
  }

  @Test
  void an_account_that_is_deactivated_by_many_at_once_is_deactivated_once() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<HttpResponse<String>>>();
      for (var base : List.of(first(), other(), first(), other())) {
        calls.add(() -> post(base, "/v1/accounts/me/deactivate", token, ""));
      }
      var answers = threads.invokeAll(calls).stream().map(Future::resultNow).toList();
      assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
      assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
    }
    assertThat(events(id, "AccountDeactivated")).isEqualTo(1);
  }

  private String first() {
    return "http://127.0.0.1:" + port;
  }

  private static String other() {
    return "http://127.0.0.1:"
        + Objects.requireNonNull(second).getEnvironment().getRequiredProperty("local.server.port");
  }

  private static HttpResponse<String> post(String base, String path, String bearer, String body)
      throws Exception {
    var request = HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + bearer)
        .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  private static long position(HttpResponse<String> answer) {
    return ConsistencyToken.parse(answer.headers().firstValue("Consistency-Token").orElseThrow()).position();
  }

  private long last() {
    return jdbc.sql("SELECT max(position) FROM event WHERE owner = ?").param(UUID.fromString(id))
        .query(Long.class).single();
  }
}
