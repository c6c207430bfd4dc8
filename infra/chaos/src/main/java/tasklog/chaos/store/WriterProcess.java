package tasklog.chaos.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tasklog.chaos.server.Database;
import tasklog.local.ChildJvm;
import tasklog.local.ChildProcess;

/** A {@link Writer} in a JVM of its own, and those that take its place when it is killed. */
final class WriterProcess implements AutoCloseable {

  private static final List<String> OPTIONS = List.of("-Xmx128m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED");

  private final Path folder;
  private final Database database;
  private final StorePlan plan;
  private final int number;
  private int generation;
  private ChildProcess process;

  WriterProcess(Path folder, Database database, StorePlan plan, int number) {
    this.folder = folder;
    this.database = database;
    this.plan = plan;
    this.number = number;
    this.process = start();
  }

  private ChildProcess start() {
    generation++;
    var arguments = List.of(database.url(), folder.toString(), "" + number, "" + generation,
        "" + plan.processes(), "" + plan.attempts(), "" + plan.seed());
    return new ChildJvm(folder.resolve("writer-" + number), "writer", OPTIONS,
        System.getProperty("java.class.path"), Writer.class.getName(), arguments, Map.of()).start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Whether it has settled its share. */
  boolean isDone() throws InterruptedException {
    return !process.isAlive() && process.awaitEnd() == 0;
  }

  /** @return false when there was nothing to kill any more */
  boolean killAndReplace() throws InterruptedException {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    if (process.awaitEnd() == 0) return false;
    process = start();
    return true;
  }

  @Override
  public String toString() {
    return "writer %d (%s)".formatted(number, folder.resolve("writer-" + number));
  }

  @Override
  public void close() {
    process.stop(Duration.ZERO);
  }
}
