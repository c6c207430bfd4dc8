package tasklog.local;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that does not outlive this JVM, whatever happens to either, and that Ctrl-C does not reach. */
public final class ChildProcess {

  private final Process process;
  private final CompletableFuture<Integer> exit;
  private final String stopSignal;

  private ChildProcess(Process process, ParentWatch watch, String stopSignal) {
    this.process = process;
    this.stopSignal = stopSignal;
    this.exit = process.onExit().thenApply(ended -> {
      watch.end();
      return ended.exitValue();
    });
  }

  /** @param stopSignal what asks it to stop in order: TERM; for PostgreSQL INT */
  static ChildProcess start(ProcessBuilder builder, String stopSignal) {
    String program = builder.command().getFirst();
    try {
      builder.command(OwnSession.of(builder.command()));
      var process = builder.redirectInput(new File("/dev/null")).start();
      return new ChildProcess(process, ParentWatch.stop(process.pid(), stopSignal), stopSignal);
    } catch (IOException e) {
      // Some of Java's reasons are long.
      throw new StartFailure(program + " cannot be run: " + e.toString().lines().findFirst().orElse(""));
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the exit code when the process has ended. */
  public int awaitEnd() throws InterruptedException {
    return process.waitFor();
  }

  /** Completes with the exit code when the process has ended. */
  public CompletableFuture<Integer> onExit() {
    return exit;
  }

  /** @param name as kill(1) has it: STOP, CONT */
  public void signal(String name) {
    Commands.signal(name, process.toHandle());
  }

  /** Whether the condition came true while the process was alive, and in time. */
  public boolean await(BooleanSupplier ready, Duration patience) {
    return Await.until(() -> ready.getAsBoolean() || !isAlive(), patience) && isAlive();
  }

  /** Asks the process to stop and waits, interrupted or not; after that time it is ended hard. */
  public void stop(Duration patience) {
    boolean interrupted = Thread.interrupted();
    try {
      Commands.signal(stopSignal, process.toHandle());
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      interrupted = true;
    }
    if (interrupted) Thread.currentThread().interrupt();
  }
}
