package tasklog.projection.history.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.EventFilter;

/**
 * One answer that goes on: each event of an owner once, in order, as soon as it is told that there is one. While there
 * is nothing to send it holds no thread and no connection of the database; while its client does not read it holds one
 * of {@link Frames}, until the container gives up writing. Any number of threads may tell it something; one at a time
 * sends.
 */
final class EventStream {

  static final String EXPIRED = "the token has expired";

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);
  private static final byte[] HEARTBEAT = Frames.comment("");

  /**
   * Whom it sends to.
   *
   * @param expiry   when the caller's token is worth nothing any more
   * @param complete ends the answer
   */
  record Client(Instant expiry, OutputStream out, Runnable complete) {}

  private final EventStreams streams;
  private final EventPages pages;
  private final Snapshot snapshot;
  private final Client client;
  private final AtomicInteger work = new AtomicInteger();
  private final AtomicLong told = new AtomicLong();
  private final ReentrantLock writing = new ReentrantLock();
  private final int limit;
  private volatile EventFilter next;
  private volatile boolean begun;
  private volatile long searched;
  private volatile long written = System.nanoTime();
  private volatile @Nullable String farewell;
  private volatile boolean closed;

  EventStream(EventStreams streams, EventPages pages, Snapshot snapshot, EventFilter filter, Client client) {
    this.streams = streams;
    this.pages = pages;
    this.snapshot = snapshot;
    this.limit = filter.limit();
    this.next = filter;
    this.client = client;
  }

  OwnerId owner() {
    return next.owner();
  }

  /** The owner has an event at this position, and all before it can be read. */
  void tell(long position) {
    told.accumulateAndGet(position, Math::max);
    if (isBehind()) {
      wake();
    }
  }

  /** Looks after it: sends what is left over, a heartbeat when it is time, and ends it with its token. */
  void tick(Instant now, Duration heartbeat) {
    if (!now.isBefore(client.expiry())) {
      end(EXPIRED);
    } else if (isBehind() || System.nanoTime() - written >= heartbeat.toNanos()) {
      wake();
    }
  }

  /** Sends no more events but a last comment, which says why. */
  void end(String reason) {
    farewell = reason;
    wake();
  }

  /** The container is done with the answer: when this returns, nobody writes to it any more. */
  void lost() {
    close();
    writing.lock();
    writing.unlock();
  }

  private void close() {
    closed = true;
    streams.remove(this);
  }

  void wake() {
    if (work.getAndIncrement() == 0) {
      Thread.ofVirtual().name("event-stream").start(this::run);
    }
  }

  /** False when all that it was told of is sent, or known not to be of its types. */
  private boolean isBehind() {
    return !begun || told.get() > Math.max(next.after(), searched);
  }

  private void run() {
    var seen = 0;
    do {
      seen = work.get();
      if (!closed) {
        send();
      }
    } while (work.addAndGet(-seen) > 0);
  }

  private void send() {
    try {
      sendEvents();
      if (farewell != null) {
        write(Frames.comment(farewell));
        complete();
      } else if (System.nanoTime() - written >= streams.heartbeat().toNanos()) {
        write(HEARTBEAT);
      }
    } catch (IOException gone) {
      log.debug("A client is gone, or does not read: {}", gone.toString());
      close(); // the container has seen it too, and ends the answer
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      log.error("A stream has ended, for a reason that nobody foresaw", fault);
      complete();
    }
  }

  /** Never twice, and never after the container: the answer may be another client's by then. */
  private void complete() {
    if (!closed) {
      close();
      client.complete().run();
    }
  }

  private void sendEvents() throws IOException, InterruptedException {
    try {
      while (isBehind() && farewell == null && !closed) {
        var wanted = told.get();
        var found = pages.read(snapshot, next);
        if (found.isEmpty()) {
          begun = true;
          searched = Math.max(searched, wanted);
        } else {
          write(found.get().bytes());
          next = next(found.get());
        }
      }
    } catch (DataAccessException away) {
      log.debug("Events cannot be read, and are read later: {}", away.toString());
    }
  }

  /** Goes on behind it, with twice as many: when events are long, no more are read than there is room for. */
  private EventFilter next(Frames sent) {
    return next.after(sent.last()).atMost(Math.min(limit, 2 * sent.number()));
  }

  /** Never after the answer is lost: the container may write to another client with the same objects by then. */
  private void write(byte[] bytes) throws IOException {
    writing.lock();
    try {
      if (!closed) {
        client.out().write(bytes);
        client.out().flush();
        written = System.nanoTime();
      }
    } finally {
      writing.unlock();
    }
  }
}
