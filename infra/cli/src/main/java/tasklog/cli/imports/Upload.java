package tasklog.cli.imports;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tasklog.cli.imports.Answer.Fault;
import tasklog.cli.imports.Answer.Imported;
import tasklog.cli.imports.Answer.Refused;
import tasklog.cli.imports.Answer.Unanswered;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends pieces of a file to a service. Each has a key that follows from what it says, so that it is safe to send it
 * again when an answer was lost: that it does a few times, and as often as the service is busy.
 */
final class Upload implements AutoCloseable {

  /** How a thread waits. */
  interface Wait {
    void sleep(Duration duration) throws InterruptedException;
  }

  static final int TRIES = 8;

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(CONNECT).build();
  private final URI url;
  private final String token;
  private final String mode;
  private final Wait wait;

  Upload(String service, String token, String mode, Wait wait) {
    this.url = URI.create(service.replaceFirst("/+$", "") + "/v1/tasks/import?mode=" + mode);
    this.token = token;
    this.mode = mode;
    this.wait = wait;
  }

  Answer send(Piece piece) throws IOException, InterruptedException {
    var key = piece.key(mode);
    var why = "";
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Duration pause = Duration.ofSeconds(attempt);
      try {
        var answer = http.send(request(piece, key), BodyHandlers.ofString());
        if (!isToBeTriedAgain(answer)) return read(answer, piece);
        why = said(answer);
        pause = retryAfter(answer).orElse(pause);
      } catch (IOException e) {
        why = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      if (attempt < TRIES) wait.sleep(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    }
    return new Unanswered("tried " + TRIES + " times, at last: " + why);
  }

  private HttpRequest request(Piece piece, String key) {
    return HttpRequest.newBuilder(url).timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/x-ndjson")
        .header("Idempotency-Key", "\"" + key + "\"")
        .POST(BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(piece::open), piece.length()))
        .build();
  }

  private static boolean isToBeTriedAgain(HttpResponse<String> answer) {
    return BUSY.contains(answer.statusCode())
        || answer.statusCode() == 409 && answer.body().contains("\"idempotency_in_progress\"");
  }

  /** Dates are not understood; who sends one is tried again as after a failure. */
  private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer.headers().firstValue("Retry-After").filter(seconds -> seconds.matches("\\d{1,9}"))
        .map(seconds -> Duration.ofSeconds(Integer.parseInt(seconds)));
  }

  private static Answer read(HttpResponse<String> answer, Piece piece) {
    try {
      var json = JSON.readTree(answer.body());
      if (answer.statusCode() / 100 == 2) return imported(answer, json, piece);
      var faults = json.path("errors").valueStream().filter(error -> error.has("line"))
          .map(error -> new Fault(line(error, piece), (error.path("pointer").asString("") + " "
              + error.path("code").asString("") + ", " + error.path("detail").asString("")).strip()))
          .toList();
      return new Refused(said(answer), faults);
    } catch (JacksonException e) {
      return new Refused(said(answer), List.of());
    }
  }

  private static Imported imported(HttpResponse<String> answer, JsonNode json, Piece piece) {
    var faults = json.path("results").valueStream()
        .filter(item -> !Objects.equals(item.path("outcome").asString(""), "applied"))
        .map(item -> new Fault(line(item, piece), item.path("problem").asString("")))
        .toList();
    return new Imported(json.path("applied").asLong(), faults,
        answer.headers().firstValue("Idempotency-Replayed").isPresent());
  }

  private static long line(JsonNode node, Piece piece) {
    return piece.firstLine() + node.path("line").asLong() - 1;
  }

  /** What a problem says of itself; of any other answer the status. */
  private static String said(HttpResponse<String> answer) {
    try {
      var problem = JSON.readTree(answer.body());
      if (problem.has("code")) {
        return answer.statusCode() + " " + problem.path("code").asString("") + ": "
            + problem.path("detail").asString("");
      }
    } catch (JacksonException _) {
      // Not from the service, but from something on the way.
    }
    return "HTTP status " + answer.statusCode();
  }

  @Override
  public void close() {
    http.close();
  }
}
