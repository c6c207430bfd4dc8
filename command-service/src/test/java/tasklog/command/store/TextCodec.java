package tasklog.command.store;

import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.EventMessage;

/** Payloads that are text, all of one owner; a list of ids is a bulk event. */
final class TextCodec implements EventCodec {

  static final UUID OWNER = UUID.fromString("0198c0de-0000-7000-8000-000000000001");

  @Override
  public Encoded encode(EventMessage event) {
    return switch (event.payload()) {
      case Ids(var text, var ids) -> new Encoded(OWNER, text, ids);
      case Object text -> new Encoded(OWNER, text.toString(), List.of());
      case null -> throw new IllegalArgumentException("no payload");
    };
  }

  @Override
  public Object decode(LoggedEvent event) {
    return event.taskIds().isEmpty() ? event.payload() : new Ids(event.payload(), event.taskIds());
  }

  record Ids(String text, List<UUID> ids) {}
}
