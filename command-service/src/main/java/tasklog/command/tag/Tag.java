package tasklog.command.tag;

import java.time.Instant;
import tasklog.command.bus.Happened;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;

/** What has become of a tag. */
public sealed interface Tag {

  Tag ABSENT = new Absent();

  record Absent() implements Tag {}

  /** @param version the position of the last event that made or renamed it */
  record Live(OwnerId owner, TagId id, String name, Instant createdAt, Instant updatedAt, long version)
      implements
        Tag {}

  /** A deleted tag never comes back; its name is free. */
  record Deleted(OwnerId owner, long version) implements Tag {}

  /** Whether it is there, and the owner's. */
  default boolean isOf(OwnerId owner) {
    return this instanceof Live live && live.owner().equals(owner);
  }

  static Tag evolve(Tag tag, Happened happened) {
    return switch (happened.event()) {
      case TagCreated(var owner, var id, var name) -> new Live(owner, id, name, happened.at(), happened.at(),
          happened.position());
      case TagRenamed(_, _, _, var name) when tag instanceof Live live -> new Live(live.owner(), live.id(),
          name, live.createdAt(), happened.at(), happened.position());
      case TagDeleted(var owner, _, _) -> new Deleted(owner, happened.position());
      default -> tag;
    };
  }
}
