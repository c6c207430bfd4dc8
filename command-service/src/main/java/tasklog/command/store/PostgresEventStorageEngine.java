package tasklog.command.store;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.TerminalEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.axonframework.messaging.eventstreaming.EventsCondition;
import org.axonframework.messaging.eventstreaming.StreamingCondition;
import org.jspecify.annotations.Nullable;

/**
 * Axon's storage engine over PostgreSQL, with dynamic consistency boundaries. Appends of this process are committed in
 * groups; any number of processes append to one log. Appending and sourcing block: call them from virtual threads.
 */
public final class PostgresEventStorageEngine implements EventStorageEngine, AutoCloseable {

  /** So many criteria take the lock long enough to look before it is taken; what came since is all that is left then. */
  private static final int MANY_CRITERIA = 64;

  /** So many are read in two halves side by side. */
  private static final int MANY_KEYS = 1_000;

  /** The kind of the tags under which an event is found by each of its {@link LoggedEvent#taskIds}. */
  private static final String TASK = "task";

  private final EventCodec codec;
  private final StoreSettings settings;
  private final NameRegistry kinds;
  private final NameRegistry types;
  private final LogIdentity identity;
  private final EventFinder finder;
  private final SharedReads reads;
  private final EventStreams streams;
  private final EventLog log;
  private final RecentTags recent = new RecentTags();
  private final StoreMetrics metrics;
  private final FollowedAppends followed;
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
    this.reads = new SharedReads(questions -> finder.find(questions, Long.MAX_VALUE, kinds.number(TASK)));
    this.streams = new EventStreams(pool, finder, codec, log);
    this.metrics = new StoreMetrics(meters);
    this.log = log;
    this.followed = new FollowedAppends(log, codec, kinds, recent, metrics);
    this.followed.start();
    this.writer = new GroupCommitWriter(
        new WriterConnection(direct, settings.appendDeadline(), identity), settings, identity, metrics,
        log::reached, recent, followed::notice);
    this.writer.start();
  }

  @Override
  public CompletableFuture<AppendTransaction<?>> appendEvents(
      AppendCondition condition, @Nullable ProcessingContext context, List<TaggedEventMessage<?>> events) {
    if (events.isEmpty()) return CompletableFuture.completedFuture(EmptyAppendTransaction.INSTANCE);
    try {
      return CompletableFuture.completedFuture(prepare(condition, context, events));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private AppendTransaction<?> prepare(AppendCondition condition, @Nullable ProcessingContext context,
      List<TaggedEventMessage<?>> events) {
    var marker = condition.consistencyMarker();
    var encoded = events.stream().map(event -> NewEvent.of(event, codec, kinds, types)).toList();
    var request = context == null ? null : context.getResource(NewRequest.RESOURCE_KEY);
    var conditions = checkBefore(conditions(condition, context), marker);
    return new PendingAppend(marker, () -> append(encoded, conditions, request));
  }

  private List<Condition> conditions(AppendCondition condition, @Nullable ProcessingContext context) {
    var conditions = new ArrayList<Condition>();
    if (condition.consistencyMarker() != ConsistencyMarker.INFINITY) {
      conditions.addAll(Condition.after(criteria(condition),
          GlobalIndexConsistencyMarker.position(condition.consistencyMarker())));
    }
    var known = context == null ? null : context.getResource(KnownEvents.RESOURCE_KEY);
    if (known != null) conditions.addAll(conditions(known));
    return conditions;
  }

  private List<Condition> conditions(List<KnownEvents> known) {
    var conditions = new ArrayList<Condition>(known.size());
    for (var one : known) {
      conditions.addAll(Condition.after(Criterion.of(one.criteria(), kinds, types), one.upTo()));
    }
    return conditions;
  }

  private List<Criterion> criteria(EventsCondition condition) {
    return Criterion.of(condition.criteria(), kinds, types);
  }

  /** The conditions that are left: up to where it was worth a look, the log is known to hold no conflict. */
  private List<Condition> checkBefore(List<Condition> conditions, ConsistencyMarker marker) {
    if (conditions.size() < MANY_CRITERIA
        && conditions.stream().noneMatch(condition -> condition.criterion().tags().isEmpty()))
      return conditions;
    var renewed = conditions.stream().map(recent::renew).toList();
    long head = log.head();
    var behind = renewed.stream().filter(condition -> condition.after() < head).toList();
    if (behind.isEmpty()) return renewed;
    long free = finder.freeOfConflictsUpTo(behind);
    if (free < 0) throw AppendEventsTransactionRejectedException.conflictingEventsDetected(marker);
    return renewed.stream()
        .map(condition -> condition.after() < head ? new Condition(condition.criterion(), free) : condition)
        .toList();
  }

  private Outcome append(List<NewEvent> events, List<Condition> conditions, @Nullable NewRequest request) {
    long deadline = Deadline.in(settings.appendDeadline());
    return metrics.timed(() -> writer.append(new AppendRequest(events, conditions, request, deadline)));
  }

  /**
   * Reads what has come since, of all of them at one moment, in one statement. Where an event names many tasks and was
   * found only by tasks that it names, it names only those.
   */
  public NewerEvents newer(List<KnownEvents> known) {
    return newer(reads.find(conditions(known)));
  }

  /** The same as it was when the log ended at a position that has been seen: that is the head of what is found. */
  public NewerEvents newer(List<KnownEvents> known, long upTo) {
    var found = finder.find(List.of(conditions(known)), upTo, kinds.number(TASK)).getFirst();
    return newer(new EventFinder.Found(upTo, found.events()));
  }

  private NewerEvents newer(EventFinder.Found found) {
    return new NewerEvents(found.head(), found.events().stream()
        .map(event -> new NewerEvents.Newer(codec.decode(event), event.position(), event.occurredAt()))
        .toList());
  }

  /**
   * Reads of each key the last event past a position, in a fraction of the time that its events take: for who asks for
   * many things at once, and needs to know of each only what came last.
   *
   * @param upTo position of the last event that counts
   */
  public LastEvents last(KeyedEvents events, long after, long upTo) {
    var keys = events.keys().toArray(UUID[]::new);
    Arrays.sort(keys); // what lies together in the index is read together
    if (keys.length < MANY_KEYS) return last(events, keys, after, upTo);
    int half = keys.length / 2;
    long head = Math.min(upTo, log.head()); // what both have seen then, they have seen at one moment
    var second = Deadline
        .beside(() -> last(events, Arrays.copyOfRange(keys, half, keys.length), after, head));
    var first = last(events, Arrays.copyOf(keys, half), after, head);
    return first.and(joined(second));
  }

  private LastEvents last(KeyedEvents events, UUID[] keys, long after, long upTo) {
    return finder.last(kinds.number(events.kind()), keys, numbers(events.types()), after, upTo);
  }

  private static <T> T joined(CompletableFuture<T> part) {
    try {
      return part.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private short[] numbers(Set<QualifiedName> names) {
    var numbers = new short[names.size()];
    int next = 0;
    for (var name : names) {
      numbers[next++] = types.number(name.toString());
    }
    return numbers;
  }

  /** Tells of what is appended from now on and commands of this process do not know. */
  public void follow(LogFollower follower) {
    followed.tell(follower);
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
      var after = GlobalIndexPosition.toIndex(condition.start());
      var found = finder.find(Condition.after(criteria(condition), after), Long.MAX_VALUE);
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
    return streams.open(condition.position(), criteria(condition));
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
    followed.close();
  }
}
