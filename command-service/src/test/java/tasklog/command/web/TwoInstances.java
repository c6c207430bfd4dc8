package tasklog.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.env.Environment;
import tasklog.command.CommandServiceApplication;
import tasklog.web.WebJson;
import tools.jackson.databind.JsonNode;

/** A client of two instances of the service that have nothing but the database and the folder of keys in common. */
final class TwoInstances implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final List<String> SHARED = List.of("spring.datasource.url", "spring.datasource.username",
      "spring.datasource.password", "tasklog.account.keys-dir", "tasklog.account.administrator",
      "tasklog.security.issuers[0].issuer", "tasklog.security.issuers[0].jwks-uri",
      "tasklog.security.issuers[0].audience");
  /** A client of its own, so that it takes nothing from the limits of other tests. */
  private static final String ADDRESS = "198.51.100.7";

  /** A request as it can be sent again and again. */
  record Request(String method, String path, @Nullable String token, String body) {}

  record Reply(HttpResponse<String> http) {

    int status() {
      return http.statusCode();
    }

    String body() {
      return http.body();
    }

    JsonNode json() {
      return WebJson.mapper().readTree(http.body());
    }

    String text(String member) {
      return json().get(member).stringValue();
    }

    Optional<String> header(String name) {
      return http.headers().firstValue(name);
    }

    boolean replayed() {
      return header("Idempotency-Replayed").equals(Optional.of("true"));
    }

    void assertReplays(Reply first) {
      assertThat(replayed()).isTrue();
      assertThat(first.replayed()).isFalse();
      assertSameAs(first);
    }

    void assertSameAs(Reply first) {
      assertThat(status()).isEqualTo(first.status());
      assertThat(body()).isEqualTo(first.body());
      for (var name : List.of("Content-Type", "ETag", "Location", "Consistency-Token",
          "Preference-Applied")) {
        assertThat(header(name)).as(name).isEqualTo(first.header(name));
      }
    }
  }

  private final List<Integer> ports;
  private final ServletWebServerApplicationContext second;

  TwoInstances(int first, Environment environment) {
    var arguments = SHARED.stream().map(name -> "--" + name + "=" + environment.getProperty(name, ""))
        .toList();
    var application = new SpringApplicationBuilder(CommandServiceApplication.class).properties(
        Map.of("server.port", 0, "management.server.port", 0, "tasklog.relay.enabled", false));
    second = (ServletWebServerApplicationContext) application.run(arguments.toArray(String[]::new));
    ports = List.of(first, second.getWebServer().getPort());
  }

  /** @param instance 0 or 1 */
  Reply send(int instance, Request request, String... headers) {
    var type = request.path().startsWith("/v1/tasks/import")
        ? "application/x-ndjson"
        : request.method().equals("PATCH") ? "application/merge-patch+json" : "application/json";
    var builder = HttpRequest
        .newBuilder(URI.create("http://127.0.0.1:" + ports.get(instance) + request.path()))
        .timeout(Duration.ofSeconds(20)).header("Content-Type", type).header("X-Forwarded-For", ADDRESS)
        .method(request.method(),
            request.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
    if (request.token() != null) {
      builder.header("Authorization", "Bearer " + request.token());
    }
    if (headers.length > 0) {
      builder.headers(headers);
    }
    try {
      return new Reply(HTTP.send(builder.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Reply keyed(int instance, String key, Request request, String... headers) {
    var all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Idempotency-Key";
    all[headers.length + 1] = key;
    return send(instance, request, all);
  }

  static String newEmail() {
    return UUID.randomUUID() + "@example.org";
  }

  static Request registration(String email, String password) {
    return new Request("POST", "/v1/accounts", null,
        "{\"email\":\"" + email + "\",\"password\":\"" + password + "\",\"display_name\":\"Ada 💾\"}");
  }

  String logIn(String email, String password) {
    var body = "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}";
    return expect(200, send(0, new Request("POST", "/v1/tokens", null, body))).text("access_token");
  }

  String newToken(String password) {
    var email = newEmail();
    expect(201, send(0, registration(email, password)));
    return logIn(email, password);
  }

  static Reply expect(int status, Reply answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  @Override
  public void close() {
    second.close();
  }
}
