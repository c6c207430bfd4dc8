package tasklog.chaos.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.command.store.Appended;
import tasklog.command.store.NewRequest;

/**
 * What contends: reads all events of one to three tags out of few, and appends one to three events that say how many
 * it has seen of each, on condition that no other has come since. In a log without lost updates, what an event says is
 * what stands before it.
 */
final class Contender {

  private static final MessageType NOTED = new MessageType("chaos", "Noted", "1");
  private static final String KIND = "chaos";
  private static final int TAGS = 24;

  /** Everybody moves on to new tags as the log grows, so that there is little to read. */
  private static final int ERA = 150;

  private final EventStorageEngine engine;
  private final SimpleUnitOfWorkFactory units = new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE);
  private final long seed;
  private volatile long head;

  /** @param head of the log, about */
  Contender(EventStorageEngine engine, long seed, long head) {
    this.engine = engine;
    this.seed = seed;
    this.head = head;
  }

  /** What is to be appended, and on what condition. */
  record Decided(List<TaggedEventMessage<?>> events, AppendCondition condition) {}

  /** Reads, and decides by what was read. */
  Decided decide(int attempt, int turn) {
    var random = new Random(seed + attempt * 1_000_003L + turn);
    long era = head / ERA;
    Set<String> names = random.ints(1 + random.nextInt(3), 0, TAGS).mapToObj(tag -> era + "-" + tag)
        .collect(Collectors.toSet());
    var tags = names.stream().map(name -> new Tag(KIND, name)).collect(Collectors.toSet());
    var criteria = EventCriteria.either(
        tags.stream().map(tag -> (EventCriteria) EventCriteria.havingTags(tag)).toList());
    var seen = new TreeMap<String, Integer>();
    names.forEach(name -> seen.put(name, 0));
    var marker = source(criteria, seen);
    head = GlobalIndexConsistencyMarker.position(marker);
    int parts = 1 + Math.max(0, random.nextInt(8) - 5);
    var events = new ArrayList<TaggedEventMessage<?>>();
    for (int part = 0; part < parts; part++) {
      var noted = new Noted(attempt, turn, part, parts, new TreeMap<>(seen));
      events.add(new GenericTaggedEventMessage<>(new GenericEventMessage(NOTED, noted), tags));
      seen.replaceAll((_, count) -> count + 1);
    }
    return new Decided(events, AppendCondition.withCriteria(criteria).withMarker(marker));
  }

  private ConsistencyMarker source(EventCriteria criteria, Map<String, Integer> seen) {
    return engine.source(SourcingCondition.conditionFor(criteria), null)
        .reduce(ConsistencyMarker.ORIGIN, (_, entry) -> {
          var end = entry.getResource(ConsistencyMarker.RESOURCE_KEY);
          if (end != null) return end;
          var noted = (Noted) Objects.requireNonNull(entry.message().payload());
          noted.saw().keySet().forEach(tag -> seen.computeIfPresent(tag, (_, count) -> count + 1));
          return ConsistencyMarker.ORIGIN;
        }).join();
  }

  /** Blocks until the events are durable. */
  Appended append(Decided decided, NewRequest request) {
    return units.create().executeWithResult(context -> {
      context.putResource(NewRequest.RESOURCE_KEY, request);
      return engine.appendEvents(decided.condition(), context, decided.events())
          .thenCompose(transaction -> transaction.commit(context)).thenApply(Appended.class::cast);
    }).join();
  }
}
