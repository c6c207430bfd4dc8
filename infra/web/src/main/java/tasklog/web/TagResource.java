package tasklog.web;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import tasklog.events.TagId;

/**
 * A tag as clients see it, from both services alike.
 *
 * @param version opaque to clients: the position of the last event that made or renamed the tag, in decimal
 */
@JsonPropertyOrder({"id", "name", "created_at", "updated_at", "version"})
public record TagResource(TagId id, String name, Instant createdAt, Instant updatedAt, String version) {}
