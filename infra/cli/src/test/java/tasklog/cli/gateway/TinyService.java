package tasklog.cli.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A service that says its name, remembers what it was asked, and answers as it was told. */
public final class TinyService implements AutoCloseable {

  public interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  public record Seen(String target, HttpExchange exchange, String body) {

    public List<String> header(String name) {
      return exchange.getRequestHeaders().getOrDefault(name, List.of());
    }
  }

  private final List<Seen> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile Answer answer;

  public TinyService(String name) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answer = exchange -> {
      exchange.getResponseHeaders().add("Service", name);
      exchange.sendResponseHeaders(200, -1);
    };
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange exchange) throws IOException {
    requests.add(
        new Seen(exchange.getRequestURI().toString(), exchange,
            new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1)));
    answer.give(exchange);
    exchange.close();
  }

  public void answer(Answer next) {
    answer = next;
  }

  public List<Seen> requests() {
    return requests;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
