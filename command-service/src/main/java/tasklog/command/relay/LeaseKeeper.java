package tasklog.command.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the lease for a term. Its holder renews it as a sign of life; a thread of its own does in between, and while the
 * holder is busy with one long step: two relays whose steps take longer than the lease would shut each other out for
 * ever. A holder that hangs still loses it.
 */
final class LeaseKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Lease lease;
  private final Duration interval;
  private final Duration longest;
  private final ReentrantLock lock = new ReentrantLock();
  private final Thread thread = Thread.ofPlatform().daemon().name("relay-lease").unstarted(this::run);
  private volatile long signOfLife = System.nanoTime();
  private volatile long renewed = signOfLife;
  private boolean closed;

  /**
   * @param lease    that was acquired
   * @param interval between two renewals, or up to half as long again
   * @param longest  that a step can take
   */
  LeaseKeeper(Lease lease, Duration interval, Duration longest) {
    this.lease = lease;
    this.interval = interval;
    this.longest = longest;
    thread.start();
  }

  /** A sign of life of the holder; see {@link Lease#renew}. */
  Optional<Instant> renew() {
    signOfLife = System.nanoTime();
    return renewNow();
  }

  private Optional<Instant> renewNow() {
    renewed = System.nanoTime();
    return lease.renew();
  }

  private void run() {
    boolean held = true;
    while (held) {
      held = sleep() && renewForHolder();
    }
  }

  private boolean sleep() {
    try {
      TimeUnit.NANOSECONDS.sleep(interval.toNanos());
      return true;
    } catch (InterruptedException _) {
      return false;
    }
  }

  private boolean renewForHolder() {
    lock.lock();
    try {
      if (closed) return false;
      long now = System.nanoTime();
      if (now - renewed > interval.toNanos() / 2 && now - signOfLife < longest.toNanos()) renewNow();
    } catch (RuntimeException e) {
      LOG.debug("The lease could not be renewed", e);
    } finally {
      lock.unlock();
    }
    return true;
  }

  /** Gives the lease back, so that another relay can lead at once. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      thread.interrupt(); // it sleeps, or waits for the lock
      lease.release();
    } catch (RuntimeException e) {
      LOG.debug("The lease was not given back; it will run out", e);
    } finally {
      lock.unlock();
    }
  }
}
