package tasklog.projection.tag;

import java.time.Instant;
import tasklog.events.OwnerId;
import tasklog.events.TagId;

/**
 * A row of the table tag.
 *
 * @param version position of the last event that made or renamed the tag
 */
record TagRow(TagId id, OwnerId owner, String name, Instant createdAt, Instant updatedAt, long version) {

  TagRow renamed(String changed, Instant at, long position) {
    return new TagRow(id, owner, changed, createdAt, at, position);
  }
}
