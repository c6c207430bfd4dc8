package tasklog.command.store;

import java.time.Instant;
import org.axonframework.messaging.core.Context.ResourceKey;

/**
 * What became of an append: its events stand at {@code first} to {@code last}, in the order in which they were offered.
 * The processing context holds it from the commit on, under {@link #RESOURCE_KEY}.
 *
 * @param recordedAt when the log took them
 */
public record Appended(long first, long last, Instant recordedAt) implements Outcome {

  public static final ResourceKey<Appended> RESOURCE_KEY = ResourceKey.withLabel("appended");
}
