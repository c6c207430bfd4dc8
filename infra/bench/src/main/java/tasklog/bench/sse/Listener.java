package tasklog.bench.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tasklog.bench.server.NotMeasurable;

/** A connection that listens to a stream from its beginning, and remembers when it has heard of which event. */
final class Listener implements AutoCloseable {

  private final Socket socket;
  private final CompletableFuture<String> status = new CompletableFuture<>();
  private final Map<String, Long> heard = new ConcurrentHashMap<>();

  /** Returns when the head of the answer is there. */
  Listener(URI api, String token) throws IOException {
    socket = new Socket(api.getHost(), api.getPort());
    Thread.startVirtualThread(this::listen);
    socket.getOutputStream().write(("GET /v1/events HTTP/1.1\r\nHost: " + api.getAuthority()
        + "\r\nAccept: text/event-stream\r\nAuthorization: Bearer " + token + "\r\n\r\n").getBytes(UTF_8));
    if (!status.join().contains(" 200 ")) throw new NotMeasurable("A stream is answered " + status.join());
  }

  private void listen() {
    try (var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8), 512)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!status.isDone()) status.complete(line);
        else if (line.startsWith("id: ")) heard.put(line.substring(4), System.nanoTime());
      }
    } catch (IOException e) {
      // It was closed.
    }
    status.complete("not at all");
  }

  /** By {@link System#nanoTime}; null when it has not heard of it. */
  @Nullable
  Long heard(String position) {
    return heard.get(position);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
