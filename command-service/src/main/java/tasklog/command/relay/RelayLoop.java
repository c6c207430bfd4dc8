package tasklog.command.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import tasklog.command.store.EventLog;

/**
 * Leads when no other relay does, follows when one does, and begins anew after every failure: what is true then is
 * learned from log and stream, never remembered. Ends when told to, or when log and stream do not belong together.
 */
final class RelayLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofMillis(800);

  private final EventLog log;
  private final Lease lease;
  private final Takeover takeover;
  private final RelaySettings settings;
  private final RelayStatus status;
  private final Thread thread = Thread.ofPlatform().daemon().name("relay").unstarted(this);
  private final Thread rehearsal = Thread.ofPlatform().daemon().name("relay-rehearsal")
      .unstarted(this::rehearse);
  private final ReentrantLock waiting = new ReentrantLock();
  private boolean interruptible;
  private volatile boolean stopping;
  private Duration pause = FIRST_PAUSE;

  RelayLoop(EventLog log, Lease lease, Takeover takeover, RelaySettings settings,
      RelayStatus status) {
    this.log = log;
    this.lease = lease;
    this.takeover = takeover;
    this.settings = settings;
    this.status = status;
  }

  void start() {
    thread.start();
  }

  /** Returns within a second, after the transaction that is under way if it does not take longer. */
  void stop() {
    stopping = true;
    waiting.lock();
    try {
      if (interruptible) thread.interrupt();
    } finally {
      waiting.unlock();
    }
    try {
      if (!thread.join(GRACE)) LOG.info("Kafka or the database does not answer; the relay ends when they do");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        attempt();
      }
    } catch (StreamRefused e) {
      status.refused(e);
      LOG.error("The relay has stopped. {}", e.getMessage());
    } finally {
      status.off();
    }
  }

  private void attempt() {
    try {
      var left = lease.acquire();
      if (left.isZero()) {
        lead();
      } else {
        follow(left);
      }
    } catch (StreamRefused e) {
      throw e;
    } catch (RuntimeException | Error e) { // whatever it is, nobody else would begin anew
      if (!stopping) recover(e);
    }
  }

  private void follow(Duration left) {
    boolean prepared = isPrepared();
    if (prepared) status.follows();
    await(() -> sleep(min(left, prepared ? settings.heartbeat() : FIRST_PAUSE)));
  }

  /** Once, and beside the loop: Kafka may take its time, and whoever waits has to see when the lease runs out. */
  private boolean isPrepared() {
    if (rehearsal.getState() == Thread.State.NEW) rehearsal.start();
    return !rehearsal.isAlive();
  }

  private void rehearse() {
    try {
      takeover.rehearse();
    } catch (RuntimeException e) {
      LOG.debug("A takeover could not be rehearsed; it will only take longer", e);
    }
  }

  private void lead() {
    try (var keeper = new LeaseKeeper(lease, settings.renewal(), settings.patience().multipliedBy(4))) {
      try (var stream = takeover.run()) {
        lead(new Leader(log, keeper, stream, settings, status), stream);
      }
    }
  }

  private void lead(Leader leader, StreamWriter stream) {
    status.leads(stream.position());
    LOG.info("Leads; the stream stands at position {}", stream.position());
    while (!stopping && leader.step()) {
      pause = FIRST_PAUSE;
      await(leader::await);
    }
    LOG.info("Leads no more; the stream stands at position {}", stream.position());
  }

  private void recover(Throwable cause) {
    var reason = NestedExceptionUtils.getMostSpecificCause(cause).toString();
    if (pause.equals(FIRST_PAUSE))
      LOG.warn("The relay begins anew, and does so until it succeeds: {}", reason);
    LOG.debug("The relay begins anew", cause);
    status.failed(reason);
    seeBacklog();
    await(() -> sleep(pause));
    pause = min(pause.multipliedBy(2), settings.backOff());
  }

  private void seeBacklog() {
    try {
      status.saw(log.head());
    } catch (RuntimeException e) {
      LOG.debug("The log does not answer either", e);
    }
  }

  private interface Wait {
    void run() throws InterruptedException;
  }

  /** Only here does {@link #stop} interrupt; elsewhere it would break a transaction, or a connection. */
  private void await(Wait wait) {
    if (!interruptible(true)) return;
    try {
      wait.run();
    } catch (InterruptedException _) {
      // Stopping, which the loops look for.
    } finally {
      interruptible(false);
    }
  }

  private boolean interruptible(boolean value) {
    waiting.lock();
    try {
      interruptible = value;
      if (!value) Thread.interrupted();
      return !stopping;
    } finally {
      waiting.unlock();
    }
  }

  private static void sleep(Duration duration) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(duration.toNanos());
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
