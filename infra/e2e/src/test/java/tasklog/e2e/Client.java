package tasklog.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain client of the public API; bodies stay text, so that they can be compared byte for byte. */
record Client(String commandUrl, String queryUrl) {

  /** Reads what a task may hold, numbers of 16 KiB included. */
  static final JsonMapper JSON = JsonMapper
      .builder(JsonFactory.builder().streamReadConstraints(Attributes.LIMITS).build()).build();

  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5))
      .build();
  private static final String PASSWORD = "correct horse battery";

  /** A response with its body as text. */
  record Answer(HttpResponse<String> http) {

    int status() {
      return http.statusCode();
    }

    String body() {
      return http.body();
    }

    JsonNode json() {
      return JSON.readTree(http.body());
    }

    /** What a problem finds wrong, and where: {@code "/title too_long"}. */
    List<String> errors() {
      return json().get("errors").valueStream()
          .map(error -> error.get("pointer").stringValue() + " " + error.get("code").stringValue())
          .toList();
    }

    String header(String name) {
      return http.headers().firstValue(name).orElseThrow(() -> new AssertionError(name + " is absent"));
    }
  }

  static boolean isUp(String url) {
    try {
      var request = HttpRequest.newBuilder(URI.create(url + "/health")).timeout(Duration.ofSeconds(2))
          .build();
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Registers a new account and logs in. */
  String newToken() {
    return newToken(UUID.randomUUID() + "@example.org");
  }

  String newToken(String email) {
    var account = Map.of("email", email, "password", PASSWORD, "display_name", "Somebody");
    expect(201, write("POST", "/v1/accounts", null, JSON.writeValueAsString(account)));
    var credentials = Map.of("email", email, "password", PASSWORD);
    var token = expect(200, write("POST", "/v1/tokens", null, JSON.writeValueAsString(credentials)));
    return token.json().get("access_token").stringValue();
  }

  /** Until a write is seen by a read: the read side first has to find the topics that the relay makes. */
  void awaitReadSide() {
    var token = newToken();
    var created = expect(201, write("POST", "/v1/tasks", token, "{\"title\":\"first\"}"));
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> read(created.header("Location"), token,
        "Consistency-Token", created.header("Consistency-Token"), "Prefer", "wait=5").status() == 200);
  }

  Answer write(String method, String path, @Nullable String token, String body, String... headers) {
    return write(method, path, token, body.getBytes(UTF_8), headers);
  }

  Answer write(String method, String path, @Nullable String token, byte[] body, String... headers) {
    var type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    return write(method, path, token, type, body, headers);
  }

  /** @param lines JSON, one value on each */
  Answer load(String query, @Nullable String token, String lines) {
    return load(query, token, lines.getBytes(UTF_8));
  }

  Answer load(String query, @Nullable String token, byte[] lines) {
    return write("POST", "/v1/tasks/import" + query, token, "application/x-ndjson", lines, new String[0]);
  }

  private Answer write(String method, String path, @Nullable String token, String type, byte[] body,
      String[] headers) {
    var request = request(commandUrl + path, token, headers).header("Content-Type", type)
        .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    return send(request);
  }

  Answer read(String path, @Nullable String token, String... headers) {
    return send(request(queryUrl + path, token, headers).GET());
  }

  static Answer get(String url) {
    return send(request(url, null).GET());
  }

  static Answer expect(int status, Answer answer) {
    if (answer.status() != status) {
      throw new AssertionError("Expected " + status + ", got " + answer.status() + ": " + answer.body());
    }
    return answer;
  }

  private static HttpRequest.Builder request(String url, @Nullable String token, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      return new Answer(HTTP.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
