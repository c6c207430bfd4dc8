package tasklog.command.store;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes whoever waits for the log to grow. */
final class HeadSignal {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile long head;
  private volatile long changes;

  /** The log is known to reach this far; it can reach further. */
  long head() {
    return head;
  }

  /** Counts up with everything that can mean a longer log. */
  long changes() {
    return changes;
  }

  void reached(long position) {
    lock.lock();
    try {
      head = Math.max(head, position);
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Someone else has appended, or may have. */
  void maybeLonger() {
    reached(0);
  }

  void awaitChange(long seen, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (changes == seen && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
