package tasklog.command.store;

import java.util.List;
import java.util.UUID;
import org.axonframework.messaging.eventhandling.EventMessage;

/** All that the store needs to know of the events it holds. Called on the threads of callers, by many at once. */
public interface EventCodec {

  /** How the payload of a new event is stored. What this throws is thrown at the append, before it is tried. */
  Encoded encode(EventMessage event);

  /** The payload of a stored event, in the form that today's code knows. */
  Object decode(LoggedEvent event);

  /**
   * @param owner   whose stream the event belongs to
   * @param payload JSON text, stored as it is
   * @param taskIds what a bulk event names, in its order and not again in the payload; else empty
   */
  record Encoded(UUID owner, String payload, List<UUID> taskIds) {}
}
