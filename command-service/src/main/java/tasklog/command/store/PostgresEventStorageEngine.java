package tasklog.command.store;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.infra.ComponentDescriptor;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EmptyAppendTransaction;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.GlobalIndexPosition;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.jspecify.annotations.Nullable;

/**
 * Axon's storage engine over PostgreSQL, with dynamic consistency boundaries. Appends of this process are committed in
 * groups; any number of processes append to one log. Appending and sourcing block: call them from virtual threads.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine, AutoCloseable {

  /** So many criteria take the lock long enough to look before it is taken; what came since is all that is left then. */
  private static final int MANY_CRITERIA = 64;

  private final EventCodec codec;
  private final StoreSettings settings;
  private final NameRegistry kinds;
  private final NameRegistry types;
  private final LogIdentity identity;
  private final EventFinder finder;
  private final EventStreams streams;
  private final StoreMetrics metrics;
  private final GroupCommitWriter writer;

  /**
   * @param pool   for sourcing
   * @param direct opens a connection of its own each time, for the writer: it must not wait behind requests
   * @param log    of the same database, which has to be there; told of every append of this process
   */
  public PostgresEventStorageEngine(DataSource pool, DataSource direct, EventCodec codec, EventLog log,
      StoreSettings settings, MeterRegistry meters) {
    this.codec = codec;
    this.settings = settings;
    this.kinds = NameRegistry.ofTagKinds(pool);
    this.types = NameRegistry.ofEventTypes(pool);
    this.identity = new LogIdentity(log.incarnation());
    this.finder = new EventFinder(pool, identity);
    this.streams = new EventStreams(pool, finder, codec, log);
    this.metrics = new StoreMetrics(meters);
    this.writer = new GroupCommitWriter(
        new WriterConnection(direct, settings.appendDeadline(), identity), settings, identity, metrics,
        log::reached);
    this.writer.start();
  }

  @Override
  public CompletableFuture<AppendTransaction<?>> appendEvents(
      AppendCondition condition, @Nullable ProcessingContext context, List<TaggedEventMessage<?>> events) {
    if (events.isEmpty()) return CompletableFuture.completedFuture(EmptyAppendTransaction.INSTANCE);
    try {
      var request = context == null ? null : context.getResource(NewRequest.RESOURCE_KEY);
      return CompletableFuture.completedFuture(prepare(condition, events, request));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private AppendTransaction<?> prepare(AppendCondition condition, List<TaggedEventMessage<?>> events,
      @Nullable NewRequest request) {
    var marker = condition.consistencyMarker();
    var encoded = events.stream().map(event -> NewEvent.of(event, codec, kinds, types)).toList();
    if (marker == ConsistencyMarker.INFINITY) {
      return new PendingAppend(marker, () -> append(encoded, List.of(), Long.MAX_VALUE, request));
    }
    var criteria = Criterion.of(condition.criteria(), kinds, types);
    long after = checkBefore(criteria, marker);
    return new PendingAppend(marker, () -> append(encoded, criteria, after, request));
  }

  /** How far the log is known to hold no conflict: up to the marker, or further where it was worth a look. */
  private long checkBefore(List<Criterion> criteria, ConsistencyMarker marker) {
    long after = GlobalIndexConsistencyMarker.position(marker);
    if (criteria.size() < MANY_CRITERIA && criteria.stream().noneMatch(c -> c.tags().isEmpty())) return after;
    long free = finder.freeOfConflictsUpTo(criteria, after);
    if (free < 0) throw AppendEventsTransactionRejectedException.conflictingEventsDetected(marker);
    return free;
  }

  private Outcome append(List<NewEvent> events, List<Criterion> criteria, long after,
      @Nullable NewRequest request) {
    long deadline = Deadline.in(settings.appendDeadline());
    return metrics.timed(() -> writer.append(new AppendRequest(events, criteria, after, request, deadline)));
  }

  /** Why this process decides nothing until it is started anew: the log was replaced under it. */
  public Optional<String> replaced() {
    return identity.replaced();
  }

  /** How many appends wait for their turn. */
  int waiting() {
    return writer.waiting();
  }

  @Override
  public MessageStream<EventMessage> source(SourcingCondition condition,
      @Nullable ProcessingContext context) {
    try {
      // The token of an event, and so a position to start from, means that the event has been read.
      var found = finder.find(Criterion.of(condition.criteria(), kinds, types),
          GlobalIndexPosition.toIndex(condition.start()), Long.MAX_VALUE);
      var end = ConsistencyMarker.addToContext(
          Context.empty(), new GlobalIndexConsistencyMarker(found.head()));
      return StoredMessages.stream(Stream.concat(
          found.events().stream().map(event -> StoredMessages.entry(event, codec)),
          Stream.of(new SimpleEntry<>(TerminalEventMessage.INSTANCE, end))));
    } catch (RuntimeException e) {
      return MessageStream.failed(e).cast();
    }
  }

  @Override
  public MessageStream<EventMessage> stream(StreamingCondition condition,
      @Nullable ProcessingContext context) {
    return streams.open(condition.position(), Criterion.of(condition.criteria(), kinds, types));
  }

  @Override
  public CompletableFuture<TrackingToken> firstToken(@Nullable ProcessingContext context) {
    return CompletableFuture.completedFuture(EventStreams.first());
  }

  @Override
  public CompletableFuture<TrackingToken> latestToken(@Nullable ProcessingContext context) {
    return CompletableFuture.completedFuture(streams.latest());
  }

  @Override
  public CompletableFuture<TrackingToken> tokenAt(Instant at, @Nullable ProcessingContext context) {
    return CompletableFuture.completedFuture(streams.at(at));
  }

  @Override
  public void describeTo(ComponentDescriptor descriptor) {
    descriptor.describeProperty("settings", settings);
  }

  /** Takes no more appends, and returns when those that were taken are answered. */
  @Override
  public void close() {
    writer.close();
  }
}
