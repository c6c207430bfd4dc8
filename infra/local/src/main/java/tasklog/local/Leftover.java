package tasklog.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process of an earlier run whose owner was killed. Its number comes from a file and may be another process by now,
 * so it counts only when its command line names our folder.
 */
public record Leftover(ProcessHandle process, Path named) {

  /** Stops whatever earlier runs have left in the folders of this folder: JVMs first, databases last. */
  public static void stopAll(Path folder) {
    try (var homes = Files.list(folder)) {
      var found = homes.filter(Files::isDirectory).toList();
      found.forEach(home -> ofJvm(home).ifPresent(Leftover::stopJvm));
      found.forEach(home -> ofPostgres(home.resolve("data")).ifPresent(Leftover::stopPostgres));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the JVM whose home is this folder, if there is one. */
  public static void stopJvm(Path home) {
    ofJvm(home).ifPresent(Leftover::stopJvm);
  }

  static Optional<Leftover> ofJvm(Path home) {
    return find(home.resolve("pid"), home.resolve("pid"));
  }

  static Optional<Leftover> ofPostgres(Path data) {
    return find(data.resolve("postmaster.pid"), data);
  }

  private static Optional<Leftover> find(Path pidFile, Path named) {
    try {
      var pid = Files.readAllLines(pidFile).stream().findFirst().map(line -> Long.valueOf(line.strip()));
      return pid.flatMap(ProcessHandle::of).map(process -> new Leftover(process, named));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stopJvm() {
    stop("TERM", "KILL");
  }

  void stopPostgres() {
    stop("INT", "QUIT", "KILL");
  }

  /** Sends one signal after the other until it has gone, ten seconds each. */
  private void stop(String... signals) {
    for (String signal : signals) {
      if (!isOurs()) return;
      Commands.signal(signal, process);
      Await.until(() -> !isOurs(), Duration.ofSeconds(10));
    }
  }

  private boolean isOurs() {
    // An ended process that nobody has collected is alive, but has no command line any more.
    return process.isAlive() && process.info().commandLine().orElse("").contains(named.toString());
  }
}
