package tasklog.command.tag;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tasklog.command.account.Standing;
import tasklog.command.bus.Happened;
import tasklog.command.bus.TagNames;
import tasklog.events.AccountEvent;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;

/**
 * What a command on one tag rests on: who asks, what has become of the tag, who has the name that is wanted, and which
 * tasks it is on. Built up in place, by one thread.
 */
final class TagScope {

  private final TagId id;
  private final String wanted;
  private final Set<TaskId> tasks = new LinkedHashSet<>();
  private Standing owner = Standing.UNKNOWN;
  private Tag tag = Tag.ABSENT;
  private @Nullable TagId holder;

  /** @param wanted the name that the command wants, folded; empty when it wants none */
  TagScope(TagId id, String wanted) {
    this.id = id;
    this.wanted = wanted;
  }

  Standing owner() {
    return owner;
  }

  Tag tag() {
    return tag;
  }

  /** The tag that has the wanted name. */
  @Nullable
  TagId holder() {
    return holder;
  }

  /** The tasks that the tag is on, deleted ones included: they may be restored. */
  Set<TaskId> tasks() {
    return tasks;
  }

  TagScope evolve(Happened happened) {
    switch (happened.event()) {
      case AccountEvent event -> owner = owner.evolve(event);
      case TagEvent event -> {
        holder = holder(event);
        tag = event.tagId().equals(id) ? Tag.evolve(tag, happened) : tag;
      }
      case TaskCreated event when event.tagIds().contains(id) -> tasks.add(event.taskId());
      case TaskTagged event when event.tagId().equals(id) -> tasks.add(event.taskId());
      case TaskUntagged event when event.tagId().equals(id) -> tasks.remove(event.taskId());
      case TasksUntagged event when event.tagId().equals(id) -> event.taskIds().forEach(tasks::remove);
      default -> {
      }
    }
    return this;
  }

  private @Nullable TagId holder(TagEvent event) {
    return switch (event) {
      case TagCreated(_, var by, var name) -> is(name) ? by : holder;
      case TagRenamed(_, var by, var old, var next) -> is(next) ? by : released(by, old);
      case TagDeleted(_, var by, var name) -> released(by, name);
    };
  }

  private @Nullable TagId released(TagId by, String name) {
    return is(name) && by.equals(holder) ? null : holder;
  }

  private boolean is(String name) {
    return wanted.equals(TagNames.fold(name));
  }
}
