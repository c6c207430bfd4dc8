package tasklog.chaos.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tasklog.chaos.server.Database;
import tasklog.command.relay.StreamSettings;
import tasklog.local.ChildJvm;
import tasklog.local.ChildProcess;

/** A relay in a JVM of its own. */
final class RelayProcess implements AutoCloseable {

  private static final List<String> OPTIONS = List.of("-Xmx128m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "-Dchaos.log=WARN");
  private static final int LINES_TOLD = 20;

  private final ChildJvm jvm;
  private final Path state;
  private ChildProcess process;
  private boolean paused;

  RelayProcess(Path home, Database database, String bootstrap, StreamSettings stream) {
    this.state = home.resolve("state");
    this.jvm = new ChildJvm(home, "relay", OPTIONS, System.getProperty("java.class.path"),
        RelayMain.class.getName(), List.of(database.url(), bootstrap, "" + stream.partitions(),
            "" + stream.replicationFactor(), "" + stream.minInsyncReplicas(), state.toString()),
        Map.of());
    this.process = jvm.start();
  }

  boolean leads() {
    return is("leading");
  }

  boolean follows() {
    return is("following");
  }

  /** Whether it has given up for good, which nothing that is done here is a reason for. */
  boolean hasRefused() {
    return is("refused");
  }

  /** When its state has changed last, to a few milliseconds. */
  Instant told() {
    try {
      return Files.getLastModifiedTime(state).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a process that stands still nothing is known. */
  private boolean is(String wanted) {
    try {
      return !paused && Files.readString(state).equals(wanted);
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}. */
  void kill() {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    process.onExit().join();
    try {
      Files.deleteIfExists(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void restart() {
    process = jvm.start();
  }

  void pause() {
    process.signal("STOP");
    paused = true;
  }

  void resume() {
    process.signal("CONT");
    paused = false;
  }

  /** What it does, for whoever wonders why it does not do something else. */
  @Override
  public String toString() {
    try {
      var told = Files.exists(state) ? Files.readString(state) : "silent";
      var said = Files.readAllLines(jvm.log());
      return "%s, %s, %s:%n%s".formatted(jvm.home().getFileName(), process.isAlive() ? "alive" : "ended",
          told,
          String.join("\n", said.subList(Math.max(0, said.size() - LINES_TOLD), said.size())));
    } catch (IOException e) {
      return jvm.home() + ": " + e;
    }
  }

  /** At once. */
  @Override
  public void close() {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    process.stop(Duration.ZERO);
  }
}
