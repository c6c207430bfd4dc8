package tasklog.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.file.PathUtils;
import tasklog.local.LocalPostgres;
import tasklog.local.ParentWatch;
import tasklog.local.Ports;

/** The PostgreSQL that is measured on: durable, or nothing is measured. Its databases are ours and go with us. */
public final class Server implements AutoCloseable {

  private static final List<String> DURABLE = List.of("fsync", "synchronous_commit", "full_page_writes");
  private static final List<String> TOLD = List.of("server_version", "fsync", "synchronous_commit",
      "full_page_writes", "shared_buffers", "wal_level", "wal_compression", "max_wal_size",
      "checkpoint_timeout", "commit_delay", "max_connections");

  private final Database administration;
  private final Runnable end;
  private final Deque<String> made = new ArrayDeque<>();

  private Server(Database administration) {
    this.administration = administration;
    this.end = this::dropAll;
  }

  private Server(LocalPostgres postgres, Path folder) {
    this.administration = Database.at(postgres.url(LocalPostgres.USER));
    this.end = () -> remove(postgres, folder);
  }

  /**
   * One of our own in a temporary folder. Whatever ends this JVM, Ctrl-C and {@code kill -9} included, the server stops
   * and the folder is removed.
   *
   * @param settings beside or instead of ours
   */
  public static Server own(Map<String, String> settings) {
    var all = new HashMap<>(Map.of("max_connections", "600", "shared_buffers", "1GB", "max_wal_size", "4GB"));
    all.putAll(settings);
    try {
      var folder = Files.createTempDirectory("tasklog-bench-");
      var postgres = LocalPostgres.start(folder, Ports.free(), null, all);
      ParentWatch.remove(folder, postgres.process().pid());
      return new Server(postgres, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(LocalPostgres postgres, Path folder) {
    postgres.close();
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that is there. The user may make databases in it; none of those that are there is touched. */
  public static Server at(String url) {
    return new Server(Database.at(url));
  }

  /** @throws NotMeasurable when what is acknowledged could be lost */
  public Server requireDurable() {
    for (var setting : DURABLE) {
      var value = administration.value("SHOW " + setting);
      if (value.equals("off") || value.equals("local"))
        throw new NotMeasurable("Nothing is measured on a server with %s = %s".formatted(setting, value));
    }
    return this;
  }

  /** A database that nobody else uses, removed when this is closed. */
  public Database newDatabase(String name) {
    var unique = "tasklog_bench_" + name + "_" + ProcessHandle.current().pid();
    administration.execute("CREATE DATABASE \"" + unique + "\"");
    made.push(unique);
    return administration.sibling(unique);
  }

  /** From a moment at which the next pages are written whole again. */
  public void checkpoint() {
    administration.execute("CHECKPOINT");
  }

  public Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    TOLD.forEach(name -> settings.put(name, administration.value("SHOW " + name)));
    return settings;
  }

  @Override
  public void close() {
    end.run();
  }

  private void dropAll() {
    made.forEach(name -> administration.execute("DROP DATABASE IF EXISTS \"" + name + "\" WITH (FORCE)"));
  }
}
