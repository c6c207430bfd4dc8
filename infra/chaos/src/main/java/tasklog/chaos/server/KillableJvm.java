package tasklog.chaos.server;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import tasklog.local.ChildJvm;
import tasklog.local.ChildProcess;

/** A Java program in a process of its own that is killed, paused, and started again at the same place. */
public final class KillableJvm implements AutoCloseable {

  private static final int LINES_TOLD = 20;

  private final ChildJvm jvm;
  private ChildProcess process;
  private boolean paused;

  /** Started. */
  public KillableJvm(ChildJvm jvm) {
    this.jvm = jvm;
    this.process = jvm.start();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public boolean isPaused() {
    return paused;
  }

  /** {@code kill -9}. */
  public void kill() {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** In order, if it does not take longer. */
  public void stop(Duration patience) {
    process.stop(patience);
  }

  public void start() {
    process = jvm.start();
  }

  /** SIGSTOP. */
  public void pause() {
    process.signal("STOP");
    paused = true;
  }

  public void resume() {
    process.signal("CONT");
    paused = false;
  }

  /** What it does, for whoever wonders why it does not do something else. */
  @Override
  public String toString() {
    try {
      var said = Files.readAllLines(jvm.log());
      return "%s, %s%s:%n%s".formatted(jvm.home().getFileName(), process.isAlive() ? "alive" : "ended",
          paused ? ", paused" : "",
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
