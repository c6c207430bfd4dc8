package tasklog.command.task;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.Happened;
import tasklog.command.bus.TagNames;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskId;

/**
 * What there is of what a file names: which of the ids are used up, which of the tags are there and who has the names.
 * Built up in place while it is sourced by one thread; not changed afterwards.
 */
final class Names {

  private final OwnerId asking;
  private final Set<TaskId> taken = new HashSet<>();
  private final Set<TagId> tags = new HashSet<>();
  private final Map<String, TagId> holders = new HashMap<>();

  Names(OwnerId asking) {
    this.asking = asking;
  }

  /** Whether anybody has ever used the id. */
  boolean isTaken(TaskId task) {
    return taken.contains(task);
  }

  /** Whether the tag is there, and the asker's. */
  boolean has(TagId tag) {
    return tags.contains(tag);
  }

  /** The tag of that name. */
  @Nullable
  TagId named(String folded) {
    return holders.get(folded);
  }

  Names evolve(Happened happened) {
    switch (happened.event()) {
      case TaskCreated event -> taken.add(event.taskId());
      case TagCreated(var by, var tag, var name) when by.equals(asking) -> {
        tags.add(tag);
        holders.put(TagNames.fold(name), tag);
      }
      case TagRenamed(_, var tag, var old, var next) -> {
        holders.remove(TagNames.fold(old), tag);
        holders.put(TagNames.fold(next), tag);
      }
      case TagDeleted(_, var tag, var name) -> {
        tags.remove(tag);
        holders.remove(TagNames.fold(name), tag);
      }
      default -> {
      }
    }
    return this;
  }
}
