package tasklog.chaos.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tasklog.local.LocalPostgres;
import tasklog.local.Ports;
import tasklog.local.StartFailure;

/** A durable PostgreSQL that is killed and started again at the same place. */
public final class PostgresServer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path home;
  private final int port = Ports.free();
  private LocalPostgres running;

  private PostgresServer(Path home) {
    this.home = home;
    this.running = start();
  }

  public static PostgresServer in(Path home) {
    try {
      return new PostgresServer(Files.createDirectories(home));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LocalPostgres start() {
    return LocalPostgres.start(home, port, null, Map.of("max_connections", "100"));
  }

  /** Makes an empty database. */
  public Database create(String name) {
    running.createDatabase(name);
    return new Database(running.url(name));
  }

  /** {@code kill -9} to all of its processes, the first one first: it can neither answer nor tidy up. */
  public void kill() {
    var first = ProcessHandle.of(running.process().pid()).orElseThrow();
    var others = first.descendants().toList();
    first.destroyForcibly();
    others.forEach(ProcessHandle::destroyForcibly);
    running.process().onExit().join();
  }

  /** A process that the kill has missed keeps a new server from starting until it has noticed. */
  public void restart() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        running = start();
        return;
      } catch (StartFailure e) {
        if (System.nanoTime() > deadline) throw e;
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  @Override
  public void close() {
    running.close();
  }
}
