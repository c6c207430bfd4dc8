package tasklog.chaos.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tasklog.chaos.store.Violation.Promise;
import tasklog.command.store.EventLog;
import tasklog.command.store.LoggedEvent;
import tasklog.command.store.StoreUnavailableException;

/** Reads the log while it is written, as the relay does, and never looks back. */
final class Tail implements AutoCloseable {

  private static final int PAGE = 500;

  private final EventLog log;
  private final List<UUID> seen = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Thread thread;
  private volatile long position;
  private volatile boolean closed;

  Tail(EventLog log) {
    this.log = log;
    this.thread = Thread.ofPlatform().name("tail").start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        if (log.awaitBeyond(position, Duration.ofMillis(100))) take(log.read(position, PAGE));
      } catch (StoreUnavailableException e) {
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void take(List<LoggedEvent> events) {
    long last = position;
    for (var event : events) {
      if (event.position() != last + 1)
        violations.add(new Violation(Promise.SEEN,
            "the reader sees position " + event.position() + " after " + last));
      last = event.position();
      seen.add(event.id());
    }
    if (!events.isEmpty() && events.getLast().appendLast() != last)
      violations.add(new Violation(Promise.WHOLE, "the reader sees a part of the append at " + last));
    position = last;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it has read to the end of a log that grows no more, a few seconds at most, and stops. */
  void finish(long head) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (position < head && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    close();
  }

  /** In the order in which they were read; only when it has stopped. */
  List<UUID> seen() {
    return seen;
  }

  List<Violation> violations() {
    return violations;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
