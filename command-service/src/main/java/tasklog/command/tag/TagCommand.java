package tasklog.command.tag;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tasklog.command.bus.Command;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Precondition;
import tasklog.events.OwnerId;
import tasklog.events.TagId;

/** What an owner can want of a tag. */
sealed interface TagCommand extends Command<TagScope> {

  TagId tag();

  @Override
  default List<UUID> contended() {
    return List.of(tag().value());
  }

  record CreateTag(OwnerId owner, TagId tag, String name, Instant at) implements TagCommand {
    @Override
    public List<UUID> contended() {
      return List.of(nameOf(owner, name));
    }
  }

  record RenameTag(OwnerId owner, TagId tag, String name, Precondition expected, Instant at)
      implements
        TagCommand {
    @Override
    public List<UUID> contended() {
      return List.of(tag.value(), nameOf(owner, name));
    }
  }

  record DeleteTag(OwnerId owner, TagId tag, Precondition expected, Instant at) implements TagCommand {}

  private static UUID nameOf(OwnerId owner, String name) {
    return UUID.nameUUIDFromBytes(EventTags.tagName(owner, name).value().getBytes(StandardCharsets.UTF_8));
  }
}
