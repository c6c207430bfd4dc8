package tasklog.database.start;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tasklog.testkit.TestDatabase;

/**
 * Stands before a server, and falls silent when it is told: what is said to it is taken and not answered. Or hangs up
 * when it hears certain words.
 */
final class SilentProxy implements AutoCloseable {

  private final TestDatabase database;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private final AtomicReference<@Nullable String> lastWords = new AtomicReference<>();

  SilentProxy(TestDatabase database) throws IOException {
    this.database = database;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(this::accept);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/" + database.name();
  }

  void silent(boolean now) {
    silent = now;
  }

  /** Closes the connection on which these words are heard next, and none after it. */
  void hangUpAt(String words) {
    lastWords.set(words);
  }

  boolean hasHungUp() {
    return lastWords.get() == null;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        var upstream = new Socket(database.host(), database.port());
        sockets.add(client);
        sockets.add(upstream);
        Thread.ofPlatform().daemon().start(() -> pump(client, upstream));
        Thread.ofPlatform().daemon().start(() -> pump(upstream, client));
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  private void pump(Socket from, Socket to) {
    try (from; to) {
      var buffer = new byte[1 << 13];
      for (int read; (read = from.getInputStream().read(buffer)) >= 0;) {
        var words = lastWords.get();
        if (words != null && new String(buffer, 0, read, ISO_8859_1).contains(words)
            && lastWords.compareAndSet(words, null))
          return;
        if (!silent) to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException _) {
      // The other direction was closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
