package tasklog.command.bus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Lets commands that want the same thing take turns within this process, so that they do not decide in vain. Only a
 * saving: correctness comes from the store, and who waits too long goes on without.
 */
final class Contention {

  /** What was taken; given back by close, by the thread that took it. */
  record Turn(Deque<ReentrantLock> locks) implements AutoCloseable {
    @Override
    public void close() {
      locks.forEach(ReentrantLock::unlock);
    }
  }

  private final ReentrantLock[] stripes = IntStream.range(0, 4096).mapToObj(_ -> new ReentrantLock(true))
      .toArray(ReentrantLock[]::new);

  /** @param deadline by {@link System#nanoTime()} */
  Turn take(List<UUID> keys, long deadline) {
    var taken = new ArrayDeque<ReentrantLock>(keys.size());
    keys.stream().mapToInt(this::stripe).distinct().sorted().forEach(stripe -> {
      if (lock(stripes[stripe], deadline)) {
        taken.push(stripes[stripe]);
      }
    });
    return new Turn(taken);
  }

  private static boolean lock(ReentrantLock lock, long deadline) {
    try {
      return lock.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private int stripe(UUID key) {
    return Math.floorMod(key.hashCode(), stripes.length);
  }
}
