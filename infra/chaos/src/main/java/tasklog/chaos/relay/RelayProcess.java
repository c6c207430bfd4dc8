package tasklog.chaos.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tasklog.chaos.server.Database;
import tasklog.chaos.server.KillableJvm;
import tasklog.command.relay.StreamSettings;
import tasklog.local.ChildJvm;

/** A relay in a JVM of its own. */
final class RelayProcess implements AutoCloseable {

  private static final List<String> OPTIONS = List.of("-Xmx128m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xshare:auto", "--enable-native-access=ALL-UNNAMED", "-Dchaos.log=WARN");

  private final KillableJvm jvm;
  private final Path state;

  RelayProcess(Path home, Database database, String bootstrap, StreamSettings stream) {
    this.state = home.resolve("state");
    this.jvm = new KillableJvm(new ChildJvm(home, "relay", OPTIONS, System.getProperty("java.class.path"),
        RelayMain.class.getName(), List.of(database.url(), bootstrap, "" + stream.partitions(),
            "" + stream.replicationFactor(), "" + stream.minInsyncReplicas(), state.toString()),
        Map.of()));
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
      return !jvm.isPaused() && Files.readString(state).equals(wanted);
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code kill -9}. */
  void kill() {
    jvm.kill();
    try {
      Files.deleteIfExists(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void restart() {
    jvm.start();
  }

  void pause() {
    jvm.pause();
  }

  void resume() {
    jvm.resume();
  }

  @Override
  public String toString() {
    return (leads() ? "leads, " : follows() ? "follows, " : "") + jvm;
  }

  @Override
  public void close() {
    jvm.close();
  }
}
