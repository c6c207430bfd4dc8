package tasklog.command.store;

import java.util.List;
import org.axonframework.messaging.core.Context.ResourceKey;
import org.axonframework.messaging.eventstreaming.EventCriteria;

/**
 * Events that something rests on, with how far they are known. Where an append rests on several, each known up to a
 * position of its own, the processing context carries them to the engine under {@link #RESOURCE_KEY}: Axon's condition
 * has one position for all.
 *
 * @param upTo no event of the criteria up to this position is unknown
 */
public record KnownEvents(EventCriteria criteria, long upTo) {

  public static final ResourceKey<List<KnownEvents>> RESOURCE_KEY = ResourceKey.withLabel("known events");
}
