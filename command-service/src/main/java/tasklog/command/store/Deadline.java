package tasklog.command.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Until when somebody waits for what they have asked for: for all of it, whatever it reads and appends. It holds for the
 * thread that does the work. Where none is set, only the time-outs of pool and server count.
 */
public final class Deadline {

  /** What is not worth a connection, which is lost when it falls silent for so long. */
  private static final long LEAST_MILLIS = 100;

  private static final ScopedValue<Long> CURRENT = ScopedValue.newInstance();

  private Deadline() {}

  /** Does the work; what of it has to do with the store fails when it would take longer, as if the store were away. */
  public static <T> T within(Duration atMost, Supplier<T> work) {
    return ScopedValue.where(CURRENT, in(atMost)).<T, RuntimeException>call(work::get);
  }

  /** Begins a part of the work beside the rest of it, on a thread of its own, under the same deadline. */
  static <T> CompletableFuture<T> beside(Supplier<T> part) {
    Supplier<T> within = CURRENT.isBound() ? bound(CURRENT.get(), part) : part;
    return CompletableFuture.supplyAsync(within, thread -> Thread.ofVirtual().start(thread));
  }

  private static <T> Supplier<T> bound(long deadline, Supplier<T> part) {
    return () -> ScopedValue.where(CURRENT, deadline).<T, RuntimeException>call(part::get);
  }

  /** The moment until which one step may take that is given so long, as {@link System#nanoTime()} counts. */
  static long in(Duration atMost) {
    long now = System.nanoTime();
    return now + (CURRENT.isBound()
        ? Math.min(CURRENT.get() - now, atMost.toNanos())
        : atMost.toNanos());
  }

  /** @throws StoreUnavailableException when nobody waits any longer */
  static void check() {
    if (CURRENT.isBound() && CURRENT.get() - System.nanoTime() <= 0) {
      throw new StoreUnavailableException("There is no time left", null);
    }
  }

  /** From here to its return to the pool the connection is given up when it falls silent for longer than is left. */
  static void limit(Connection connection) throws SQLException {
    if (!CURRENT.isBound()) return;
    long left = TimeUnit.NANOSECONDS.toMillis(CURRENT.get() - System.nanoTime());
    connection.setNetworkTimeout(Runnable::run, Math.toIntExact(Math.max(LEAST_MILLIS, left)));
  }
}
