package tasklog.command.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventLog;

/** One term of leading: what the log gains goes to the stream, in order, as soon as it is there. For one thread. */
final class Leader {

  /** Behind a transaction with so many events, or more, the next one keeps the whole pace; behind fewer, as much less of it. */
  private static final long MANY = 10;

  private final EventLog log;
  private final LeaseKeeper lease;
  private final StreamWriter stream;
  private final RelaySettings settings;
  private final RelayStatus status;
  private final ReadAhead pages;
  private long nextBeat = System.nanoTime();
  private long nextTransaction = nextBeat;
  private boolean mayHaveMore = true;
  private @Nullable Moment untold;

  Leader(EventLog log, LeaseKeeper lease, StreamWriter stream, RelaySettings settings, RelayStatus status) {
    this.log = log;
    this.lease = lease;
    this.stream = stream;
    this.settings = settings;
    this.status = status;
    this.pages = new ReadAhead(log, settings.page());
  }

  /**
   * Waits for what there is to do. What comes right behind a transaction waits until others can go with it: a broker's work
   * is for each transaction, hardly for what is in it.
   */
  void await() throws InterruptedException {
    if (mayHaveMore) return;
    var left = Duration.ofNanos(nextBeat - System.nanoTime());
    if (left.isPositive()) {
      mayHaveMore = log.awaitBeyond(stream.position(), left);
    }
    if (mayHaveMore) TimeUnit.NANOSECONDS.sleep(nextTransaction - System.nanoTime());
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
    var page = pages.after(before);
    mayHaveMore = page.size() >= settings.page();
    if (page.isEmpty() && !isCurrent()) return;
    stream.begin();
    stream.send(page);
    while (mayHaveMore && !isFull(before)) {
      page = pages.after(stream.position());
      stream.send(page);
      mayHaveMore = page.size() >= settings.page();
    }
    nextTransaction = began + settings.pace().toNanos() * Math.min(stream.position() - before, MANY) / MANY;
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
