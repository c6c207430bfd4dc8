package tasklog.command.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.AppendCondition;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.eventsourcing.eventstore.SourcingCondition;
import org.axonframework.eventsourcing.eventstore.TaggedEventMessage;
import org.axonframework.messaging.core.EmptyApplicationContext;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.unitofwork.SimpleUnitOfWorkFactory;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;

/** Short ways to make events, and to append them as Axon does. */
final class TestEvents {

  private TestEvents() {}

  static TaggedEventMessage<EventMessage> event(Object payload, Tag... tags) {
    return typed("Noted", payload, tags);
  }

  static TaggedEventMessage<EventMessage> typed(String type, Object payload, Tag... tags) {
    return new GenericTaggedEventMessage<>(
        new GenericEventMessage(new MessageType("test", type, "1"), payload), Set.of(tags));
  }

  static TaggedEventMessage<EventMessage> withId(UUID id, Object payload, Tag... tags) {
    var message = event(payload, tags).event();
    return new GenericTaggedEventMessage<>(
        new GenericEventMessage(id.toString(), message.type(), payload, message.metadata(),
            message.timestamp()),
        Set.of(tags));
  }

  static TaggedEventMessage<EventMessage> at(Instant time, Map<String, String> metadata) {
    return new GenericTaggedEventMessage<>(
        new GenericEventMessage(UUID.randomUUID().toString(), new MessageType("test", "Noted", "1"), "bad",
            metadata, time),
        Set.of());
  }

  static Tag tag(Object value) {
    return new Tag("thing", value.toString());
  }

  static AppendCondition unless(Tag... tags) {
    return AppendCondition.withCriteria(
        EventCriteria
            .either(Stream.of(tags).map(tag -> (EventCriteria) EventCriteria.havingTags(tag)).toList()));
  }

  /** Blocks until the append is durable; throws what it was refused with. */
  @SafeVarargs
  static Appended append(
      EventStorageEngine engine, AppendCondition condition, TaggedEventMessage<EventMessage>... events) {
    try {
      var transaction = engine.appendEvents(condition, null, List.of(events)).join();
      return (Appended) transaction.commit(null).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  @SafeVarargs
  static Appended append(EventStorageEngine engine, TaggedEventMessage<EventMessage>... events) {
    return append(engine, AppendCondition.none(), events);
  }

  /** As {@link #append}, for a request that is to be remembered. */
  @SafeVarargs
  static Appended append(EventStorageEngine engine, NewRequest request, AppendCondition condition,
      TaggedEventMessage<EventMessage>... events) {
    try {
      return new SimpleUnitOfWorkFactory(EmptyApplicationContext.INSTANCE).create()
          .executeWithResult(context -> {
            context.putResource(NewRequest.RESOURCE_KEY, request);
            return engine.appendEvents(condition, context, List.of(events))
                .thenCompose(transaction -> transaction.commit(context)).thenApply(Appended.class::cast);
          }).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** What a decision rests on: the events, and the marker to append with. */
  record Sourced(List<EventMessage> events, ConsistencyMarker marker) {

    List<Object> payloads() {
      return events.stream().map(EventMessage::payload).map(Objects::requireNonNull).toList();
    }
  }

  static Sourced source(EventStorageEngine engine, EventCriteria criteria) {
    var events = new ArrayList<EventMessage>();
    var marker = engine.source(SourcingCondition.conditionFor(criteria), null)
        .reduce(ConsistencyMarker.ORIGIN, (_, entry) -> {
          var end = entry.getResource(ConsistencyMarker.RESOURCE_KEY);
          if (end == null) events.add(entry.message());
          return end == null ? ConsistencyMarker.ORIGIN : end;
        }).join();
    return new Sourced(events, marker);
  }
}
