package tasklog.command.tag;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tasklog.command.bus.Command;
import tasklog.command.bus.Decider;
import tasklog.command.bus.Precondition;
import tasklog.command.tag.TagCommand.CreateTag;
import tasklog.command.tag.TagCommand.DeleteTag;
import tasklog.command.tag.TagCommand.RenameTag;
import tasklog.events.OwnerId;
import tasklog.events.TagId;

/** Tags for tests of other packages. */
public final class TagRules {

  private TagRules() {}

  public static Decider<?, ?> decider() {
    return new TagDecider();
  }

  public static Command<?> create(OwnerId owner, TagId tag, String name) {
    return new CreateTag(owner, tag, name, now());
  }

  public static Command<?> rename(OwnerId owner, TagId tag, String name) {
    return new RenameTag(owner, tag, name, Precondition.NONE, now());
  }

  public static Command<?> delete(OwnerId owner, TagId tag) {
    return new DeleteTag(owner, tag, Precondition.NONE, now());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
