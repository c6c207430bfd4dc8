package tasklog.command.relay;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventLog;

/** One term of leading: what the log gains goes to the stream, in order, as soon as it is there. For one thread. */
final class Leader {

  private final EventLog log;
  private final LeaseKeeper lease;
  private final StreamWriter stream;
  private final RelaySettings settings;
  private final RelayStatus status;
  private long nextBeat = System.nanoTime();
  private boolean mayHaveMore = true;
  private @Nullable Moment untold;

  Leader(EventLog log, LeaseKeeper lease, StreamWriter stream, RelaySettings settings, RelayStatus status) {
    this.log = log;
    this.lease = lease;
    this.stream = stream;
    this.settings = settings;
    this.status = status;
  }

  /** Waits for what there is to do. */
  void await() throws InterruptedException {
    var left = Duration.ofNanos(nextBeat - System.nanoTime());
    if (!mayHaveMore && left.isPositive()) {
      mayHaveMore = log.awaitBeyond(stream.position(), left);
    }
  }

  /**
   * Does what there is to do: a sign of life, a transaction.
   *
   * @return whether this relay still leads
   */
  boolean step() {
    if (System.nanoTime() - nextBeat >= 0 && !beat()) return false;
    if (mayHaveMore || isCurrent()) relay();
    return true;
  }

  private boolean beat() {
    nextBeat = System.nanoTime() + settings.heartbeat().toNanos();
    var time = lease.renew();
    if (time.isEmpty()) return false;
    long head = log.head();
    status.saw(head);
    // While the stream is behind, the moment stays: it is told when all of it is on the stream.
    if (untold == null) untold = new Moment(time.get(), head);
    return true;
  }

  private boolean isCurrent() {
    return untold != null && stream.position() >= untold.head();
  }

  private void relay() {
    long before = stream.position();
    long began = System.nanoTime();
    var page = log.read(before, settings.page());
    mayHaveMore = page.size() >= settings.page();
    if (page.isEmpty() && !isCurrent()) return;
    stream.begin();
    stream.send(page);
    while (mayHaveMore && !isFull(before)) {
      page = log.read(stream.position(), settings.page());
      stream.send(page);
      mayHaveMore = page.size() >= settings.page();
    }
    commit(began);
  }

  private boolean isFull(long before) {
    return stream.position() - before >= settings.events() || stream.bytes() >= settings.bytes().toBytes();
  }

  private void commit(long began) {
    var moment = isCurrent() ? untold : null;
    stream.commit(moment);
    if (moment != null) untold = null;
    status.committed(stream.position(), Duration.ofNanos(System.nanoTime() - began));
  }
}
