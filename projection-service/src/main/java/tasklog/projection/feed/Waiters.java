package tasklog.projection.feed;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tasklog.projection.feed.ViewProgress.Waited;

/** Threads that wait for something to be there, no more than so many at a time. Any number of threads may use it. */
final class Waiters {

  private record Waiter(BooleanSupplier isThere, CountDownLatch told) {}

  private final Semaphore room;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  Waiters(int most) {
    this.room = new Semaphore(most);
  }

  /** @param isThere stays true once it is; whoever makes it so calls {@link #tell} */
  Waited await(BooleanSupplier isThere, Duration atMost) {
    if (!room.tryAcquire()) {
      return Waited.CROWDED;
    }
    var waiter = new Waiter(isThere, new CountDownLatch(1));
    waiting.add(waiter);
    try {
      // Asked again: it may have come before there was a waiter to tell.
      if (!isThere.getAsBoolean() && !ended) {
        var _ = waiter.told().await(atMost.toNanos(), TimeUnit.NANOSECONDS);
      }
      return isThere.getAsBoolean() ? Waited.REACHED : Waited.BEHIND;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Waited.BEHIND;
    } finally {
      waiting.remove(waiter);
      room.release();
    }
  }

  /** Who waits for what is there now goes on. */
  void tell() {
    for (var waiter : waiting) {
      if (waiter.isThere().getAsBoolean()) {
        waiter.told().countDown();
      }
    }
  }

  /** What comes is told, at first or after {@link #end}. */
  void begin() {
    ended = false;
  }

  /** From now on nothing is told: nobody waits for what is not there. */
  void end() {
    ended = true;
    waiting.forEach(waiter -> waiter.told().countDown());
  }

  int number() {
    return waiting.size();
  }
}
