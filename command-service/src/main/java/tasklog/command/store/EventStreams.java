package tasklog.command.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.axonframework.common.Registration;
import org.axonframework.eventsourcing.eventstore.ContinuousMessageStream;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Axon's contract asks for beside appending and sourcing: streams without an end, and tokens to begin them at.
 * Nothing in Tasklog reads the log this way; its relay uses {@link EventLog}.
 */
final class EventStreams {

  // Reads the table: occurred_at has no index, and needs none.
  private static final String BEFORE = "SELECT min(position) - 1 FROM event WHERE occurred_at >= ?";

  private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
  private static final int WINDOW = 500;
  private static final Duration CLOSED_WITHIN = Duration.ofSeconds(1);

  private final DataSource pool;
  private final EventFinder finder;
  private final EventCodec codec;
  private final EventLog log;

  EventStreams(DataSource pool, EventFinder finder, EventCodec codec, EventLog log) {
    this.pool = pool;
    this.finder = finder;
    this.codec = codec;
    this.log = log;
  }

  MessageStream<EventMessage> open(@Nullable TrackingToken token, List<Criterion> criteria) {
    var read = new AtomicLong(token == null ? 0 : token.position().orElse(0));
    return new ContinuousMessageStream<LoggedEvent>(
        _ -> next(read, criteria),
        event -> StoredMessages.entry(event, codec),
        (_, callback) -> wake(read, callback));
  }

  private List<LoggedEvent> next(AtomicLong read, List<Criterion> criteria) {
    while (true) {
      long from = read.get();
      var found = finder.find(Condition.after(criteria, from), from + WINDOW);
      read.set(Math.max(from, Math.min(from + WINDOW, found.head())));
      if (!found.events().isEmpty() || found.head() <= from + WINDOW) return found.events();
    }
  }

  /** Calls back on a thread of its own whenever the log has grown beyond what was read. */
  private Registration wake(AtomicLong read, Runnable callback) {
    var open = new AtomicBoolean(true);
    Thread.ofVirtual().name("event-stream").start(() -> {
      long known = read.get();
      while (open.get()) {
        try {
          if (!log.awaitBeyond(known, CLOSED_WITHIN)) continue;
          known = log.head();
          callback.run();
        } catch (InterruptedException | StoreUnavailableException e) {
          LOG.debug("A stream of events is not woken", e);
        }
      }
    });
    return () -> open.getAndSet(false);
  }

  static TrackingToken first() {
    return new GlobalSequenceTrackingToken(0);
  }

  TrackingToken latest() {
    return new GlobalSequenceTrackingToken(log.head());
  }

  TrackingToken at(Instant time) {
    try (var connection = pool.getConnection(); var statement = connection.prepareStatement(BEFORE)) {
      statement.setObject(1, time.atOffset(ZoneOffset.UTC));
      try (var row = statement.executeQuery()) {
        row.next();
        long before = row.getLong(1);
        return row.wasNull() ? latest() : new GlobalSequenceTrackingToken(before);
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e).asException("The log could not be read", e);
    }
  }
}
