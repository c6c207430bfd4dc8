package tasklog.command.tag;

import static tasklog.command.bus.Refused.Reason.TAG_ID_TAKEN;
import static tasklog.command.bus.Refused.Reason.TAG_IN_USE;
import static tasklog.command.bus.Refused.Reason.TAG_NAME_TAKEN;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tasklog.command.account.AccountOf;
import tasklog.command.bus.Chunks;
import tasklog.command.bus.Decider;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Known;
import tasklog.command.bus.Part;
import tasklog.command.bus.Refused;
import tasklog.command.tag.Tag.Absent;
import tasklog.command.tag.Tag.Deleted;
import tasklog.command.tag.Tag.Live;
import tasklog.command.tag.TagCommand.CreateTag;
import tasklog.command.tag.TagCommand.DeleteTag;
import tasklog.command.tag.TagCommand.RenameTag;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TasklogEvent;

/** The rules of a tag: its name is its owner's only one of that spelling; deleting it takes it off its tasks. */
final class TagDecider implements Decider<TagCommand, TagScope> {

  /** On more tasks than this a tag cannot be deleted at once. */
  static final int MAX_TASKS = 10_000;

  @Override
  public Class<TagCommand> commands() {
    return TagCommand.class;
  }

  @Override
  public List<Part<?>> parts(TagCommand command) {
    return List.of(new AccountOf(command.owner()), new TagOf(command.tag()), switch (command) {
      case CreateTag(var owner, _, var name, _) -> HolderOf.name(owner, name);
      case RenameTag(var owner, _, var name, _, _) -> HolderOf.name(owner, name);
      case DeleteTag(_, var tag, _, _) -> new TasksOf(tag);
    });
  }

  @Override
  public boolean isExpectedNew(TagCommand command, Part<?> part) {
    return command instanceof CreateTag && !(part instanceof AccountOf);
  }

  @Override
  public Optional<Part<?>> partOf(org.axonframework.messaging.eventstreaming.Tag tag) {
    return EventTags.key(EventTags.TAG, tag).map(id -> new TagOf(new TagId(id)));
  }

  @Override
  public TagScope scope(TagCommand command, Known known) {
    var standing = known.of(new AccountOf(command.owner())).standing();
    var tag = known.of(new TagOf(command.tag()));
    return switch (command) {
      case CreateTag(var owner, _, var name, _) -> new TagScope(standing, tag,
          known.of(HolderOf.name(owner, name)).tag(), Set.of());
      case RenameTag(var owner, _, var name, _, _) -> new TagScope(standing, tag,
          known.of(HolderOf.name(owner, name)).tag(), Set.of());
      case DeleteTag _ -> new TagScope(standing, tag, null, known.of(new TasksOf(command.tag())));
    };
  }

  @Override
  public List<TasklogEvent> decide(TagScope scope, TagCommand command) {
    scope.owner().mayWrite();
    return switch (command) {
      case CreateTag create -> create(scope, create);
      case RenameTag rename -> rename(scope, rename);
      case DeleteTag delete -> delete(scope, delete);
    };
  }

  private static List<TasklogEvent> create(TagScope scope, CreateTag command) {
    if (!(scope.tag() instanceof Absent)) {
      throw new Refused(TAG_ID_TAKEN);
    }
    nameIsFreeFor(scope, command);
    return List.of(new TagCreated(command.owner(), command.tag(), command.name()));
  }

  private static List<TasklogEvent> rename(TagScope scope, RenameTag command) {
    if (!(scope.tag() instanceof Live live) || !live.owner().equals(command.owner())) {
      throw new Refused(TAG_NOT_FOUND);
    }
    command.expected().check(live.version());
    nameIsFreeFor(scope, command);
    return live.name().equals(command.name())
        ? List.of()
        : List.of(new TagRenamed(command.owner(), command.tag(), live.name(), command.name()));
  }

  private static List<TasklogEvent> delete(TagScope scope, DeleteTag command) {
    return switch (scope.tag()) {
      case Live live when live.owner().equals(command.owner()) -> {
        command.expected().check(live.version());
        yield delete(scope, command, live);
      }
      case Deleted(var owner, var version) when owner.equals(command.owner()) -> {
        command.expected().check(version);
        yield List.of();
      }
      case Absent _,Live _,Deleted _ -> throw new Refused(TAG_NOT_FOUND);
    };
  }

  private static List<TasklogEvent> delete(TagScope scope, DeleteTag command, Live live) {
    if (scope.tasks().size() > MAX_TASKS) {
      throw new Refused(TAG_IN_USE);
    }
    var events = new ArrayList<TasklogEvent>();
    Chunks.of(List.copyOf(scope.tasks()))
        .forEach(tasks -> events.add(new TasksUntagged(command.owner(), tasks, command.tag())));
    events.add(new TagDeleted(command.owner(), command.tag(), live.name()));
    return events;
  }

  private static void nameIsFreeFor(TagScope scope, TagCommand command) {
    if (scope.holder() != null && !scope.holder().equals(command.tag())) {
      throw new Refused(TAG_NAME_TAKEN);
    }
  }
}
