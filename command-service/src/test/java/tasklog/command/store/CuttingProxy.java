package tasklog.command.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import tasklog.testkit.TestDatabase;

/** Stands between a client and PostgreSQL and cuts or stalls their connection at a chosen moment. */
final class CuttingProxy implements AutoCloseable {

  private enum Cut {
    NEVER, AT_REQUEST, AT_ANSWER, AT_ANSWER_AND_SHUT, STALL_AT_ANSWER
  }

  private final TestDatabase database;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile Cut next = Cut.NEVER;
  private volatile boolean shut;
  private final Semaphore stall = new Semaphore(0);

  CuttingProxy(TestDatabase database) {
    this.database = database;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::accept);
  }

  DataSource dataSource() {
    var source = new PGSimpleDataSource();
    source.setURL("jdbc:postgresql://127.0.0.1:" + server.getLocalPort() + "/" + database.name());
    source.setUser(database.username());
    source.setPassword(database.password());
    return source;
  }

  /** The next request is not passed on. */
  void cutAtNextRequest() {
    next = Cut.AT_REQUEST;
  }

  /** The next request is passed on, and done; its answer is not passed back. */
  void cutAtNextAnswer() {
    next = Cut.AT_ANSWER;
  }

  /** The same, and no new connection is let through until {@link #open}. */
  void cutAtNextAnswerForGood() {
    next = Cut.AT_ANSWER_AND_SHUT;
  }

  /** The next request is passed on, and done; its answer is kept back until {@link #open}. */
  void stallAtNextAnswer() {
    next = Cut.STALL_AT_ANSWER;
  }

  void open() {
    shut = false;
    stall.release();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        var client = server.accept();
        if (shut) {
          client.close();
        } else {
          connect(client);
        }
      } catch (IOException _) {
        // Closed: the loop ends.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    var upstream = new Socket(database.host(), database.port());
    sockets.add(client);
    sockets.add(upstream);
    Thread.ofPlatform().daemon().start(() -> pump(client, upstream, true));
    Thread.ofPlatform().daemon().start(() -> pump(upstream, client, false));
  }

  private void pump(Socket from, Socket to, boolean requests) {
    try (from; to) {
      InputStream in = from.getInputStream();
      var buffer = new byte[1 << 16];
      for (int read; (read = in.read(buffer)) >= 0;) {
        if (cuts(requests)) return;
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException _) {
      // The other direction was cut.
    }
  }

  private boolean cuts(boolean request) {
    var cut = next;
    if (cut == Cut.NEVER || request != (cut == Cut.AT_REQUEST)) return false;
    next = Cut.NEVER;
    if (cut == Cut.STALL_AT_ANSWER) {
      stall.acquireUninterruptibly();
      return false;
    }
    shut = cut == Cut.AT_ANSWER_AND_SHUT;
    return true;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (var socket : sockets) {
      socket.close();
    }
  }
}
