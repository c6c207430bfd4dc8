package tasklog.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of server-sent events, as the HTML standard has them, that remembers what it has heard. */
public final class TestEventSource implements AutoCloseable {

  private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public record Event(String id, String type, String data) {}

  private final HttpResponse<InputStream> answer;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<String> comments = new CopyOnWriteArrayList<>();
  private volatile boolean ended;

  private TestEventSource(HttpResponse<InputStream> answer) {
    this.answer = answer;
    Thread.ofVirtual().start(this::read);
  }

  /** Returns when the head of the answer is there. */
  public static TestEventSource open(String url, String token, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30))
        .headers(Stream.concat(
            Stream.of("Accept", "text/event-stream", "Authorization", "Bearer " + token), Stream.of(headers))
            .toArray(String[]::new));
    try {
      return new TestEventSource(HTTP.send(request.build(), BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      var id = "";
      var type = "";
      var data = "";
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            events.add(new Event(id, type, data));
          }
          data = "";
        } else if (line.startsWith(": ")) {
          comments.add(line.substring(2));
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = data.isEmpty() ? line.substring(6) : data + "\n" + line.substring(6);
        }
      }
      ended = true;
    } catch (IOException e) {
      ended = false;
    }
  }

  public int status() {
    return answer.statusCode();
  }

  public String header(String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  public List<Event> events() {
    return List.copyOf(events);
  }

  public List<String> comments() {
    return List.copyOf(comments);
  }

  /** Whether the server has ended it, whole. */
  public boolean ended() {
    return ended;
  }

  /** The client is gone. */
  @Override
  public void close() {
    try {
      answer.body().close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
