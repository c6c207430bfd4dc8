package tasklog.cli.up;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import tasklog.local.LocalServer;

/** A server of the stack in the hands of one thread, which starts it, starts it again when it ends, and stops it. */
final class Part implements AutoCloseable {

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration STABLE = Duration.ofMinutes(1);

  private final String name;
  private final Supplier<? extends LocalServer> starter;
  private final PrintWriter out;
  private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
  private final Thread keeper;

  Part(String name, Supplier<? extends LocalServer> starter, PrintWriter out) {
    this.name = name;
    this.starter = starter;
    this.out = out;
    this.keeper = Thread.ofPlatform().daemon().name(name).unstarted(this::keep);
  }

  /** Returns at once. */
  void start() {
    keeper.start();
  }

  /**
   * @throws tasklog.local.StartFailure when the first start fails; later ones are repeated
   * @throws java.util.concurrent.CancellationException when it is stopped before
   */
  void awaitReady() {
    try {
      firstStart.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  /** Asks it to stop, without waiting. */
  void stop() {
    keeper.interrupt();
  }

  @Override
  public void close() {
    stop();
    try {
      keeper.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      var pause = SHORTEST_PAUSE;
      while (true) {
        long begin = System.nanoTime();
        runOnce();
        if (firstStart.isCompletedExceptionally()) return;
        if (System.nanoTime() - begin > STABLE.toNanos()) pause = SHORTEST_PAUSE;
        Thread.sleep(pause);
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
      }
    } catch (InterruptedException e) {
      // It was to stop, and has been stopped.
      firstStart.cancel(false);
    }
  }

  /** From its start to its end. */
  private void runOnce() throws InterruptedException {
    long begin = System.nanoTime();
    try (var server = starter.get()) {
      out.printf(Locale.ROOT, "  %-20s %5.1f s%n", name, (System.nanoTime() - begin) / 1e9);
      firstStart.complete(null);
      int code = server.process().awaitEnd();
      out.printf("  %-20s has ended with code %d and is started again%n", name, code);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) throw new InterruptedException();
      if (!firstStart.completeExceptionally(e)) out.printf("  %-20s %s%n", name, e.getMessage());
    }
  }
}
