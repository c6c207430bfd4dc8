package tasklog.command.bus;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.axonframework.messaging.core.Message;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.core.MessageTypeResolver;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventType;

/** The contract's names as Axon's message types; commands are named by their class, they are never stored. */
final class EventNames implements MessageTypeResolver {

  static final String NAMESPACE = EventType.NAMESPACE;

  private static final Map<EventType, MessageType> TYPES = new EnumMap<>(EventType.class);

  static {
    for (var type : EventType.values()) {
      TYPES.put(type, new MessageType(NAMESPACE, type.eventName(), Integer.toString(type.version())));
    }
  }

  static MessageType type(TasklogEvent event) {
    return Objects.requireNonNull(TYPES.get(EventType.of(event)));
  }

  static TasklogEvent event(Message message) {
    return (TasklogEvent) Objects.requireNonNull(message.payload(), "An event has a payload");
  }

  @Override
  public Optional<MessageType> resolve(Class<?> payload) {
    return EventType.of(payload).map(TYPES::get);
  }
}
