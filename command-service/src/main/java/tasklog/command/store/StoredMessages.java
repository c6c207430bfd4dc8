package tasklog.command.store;

import java.util.stream.Stream;
import org.axonframework.messaging.core.Context;
import org.axonframework.messaging.core.MessageStream;
import org.axonframework.messaging.core.MessageStream.Entry;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.SimpleEntry;
import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;

/** Stored events as Axon's messages. */
final class StoredMessages {

  private StoredMessages() {}

  /** With the token that means: read up to and with this event. */
  static Entry<EventMessage> entry(LoggedEvent event, EventCodec codec) {
    var message = new GenericEventMessage(event.id().toString(),
        new MessageType(event.type(), event.version()),
        codec.decode(event), EventMetadata.of(event), event.occurredAt());
    return new SimpleEntry<>(message,
        TrackingToken.addToContext(Context.empty(), new GlobalSequenceTrackingToken(event.position())));
  }

  static MessageStream<EventMessage> stream(Stream<Entry<EventMessage>> entries) {
    return MessageStream.fromStream(entries, Entry::message, entry -> entry);
  }
}
