package tasklog.command.store;

import org.axonframework.messaging.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;

/** Tasklog's own events, in the JSON of their contract. */
public final class TasklogEventCodec implements EventCodec {

  private static final int NAMESPACE = EventType.NAMESPACE.length() + 1;

  @Override
  public Encoded encode(EventMessage message) {
    if (!(message.payload() instanceof TasklogEvent event)) {
      throw new IllegalArgumentException(message.type() + " is no event of Tasklog");
    }
    var stored = EventJson.store(event);
    return new Encoded(event.owner().value(), stored.payload(), stored.taskIds());
  }

  @Override
  public TasklogEvent decode(LoggedEvent event) {
    var type = EventType.of(event.type().substring(NAMESPACE), Integer.parseInt(event.version()))
        .orElseThrow(() -> new EventStoreException(
            event.type() + " " + event.version() + " at " + event.position()
                + " is not known to this build"));
    return EventJson.read(type, Integer.parseInt(event.version()),
        EventJson.data(event.payload(), event.taskIds()));
  }
}
