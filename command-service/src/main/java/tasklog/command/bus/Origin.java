package tasklog.command.bus;

import java.util.HashMap;
import org.axonframework.messaging.core.Metadata;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventMetadata;
import tasklog.events.Actor;

/**
 * Where a command comes from; kept with each of its events.
 *
 * @param correlationId the request
 * @param traceparent   W3C trace context of the request
 */
public record Origin(Actor actor, String correlationId, @Nullable String traceparent) {

  Metadata metadata() {
    var metadata = new HashMap<String, String>(8);
    metadata.put(EventMetadata.ACTOR_TYPE, actor.type());
    metadata.put(EventMetadata.ACTOR_ID, actor.id());
    metadata.put(EventMetadata.CORRELATION_ID, correlationId);
    if (traceparent != null) {
      metadata.put(EventMetadata.TRACEPARENT, traceparent);
    }
    return Metadata.from(metadata);
  }
}
