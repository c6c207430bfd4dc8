package tasklog.command.tag;

import static tasklog.command.bus.Refused.Reason.TAG_ID_TAKEN;
import static tasklog.command.bus.Refused.Reason.TAG_IN_USE;
import static tasklog.command.bus.Refused.Reason.TAG_NAME_TAKEN;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import tasklog.command.bus.Chunks;
import tasklog.command.bus.Decider;
import tasklog.command.bus.EventTags;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Refused;
import tasklog.command.bus.TagNames;
import tasklog.command.tag.Tag.Absent;
import tasklog.command.tag.Tag.Deleted;
import tasklog.command.tag.Tag.Live;
import tasklog.command.tag.TagCommand.CreateTag;
import tasklog.command.tag.TagCommand.DeleteTag;
import tasklog.command.tag.TagCommand.RenameTag;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TasklogEvent;

/** The rules of a tag: its name is its owner's only one of that spelling; deleting it takes it off its tasks. */
final class TagDecider implements Decider<TagCommand, TagScope> {

  /** On more tasks than this a tag cannot be deleted at once. */
  static final int MAX_TASKS = 10_000;

  private static final Set<Class<?>> OF_THE_TAG = Set.of(TagCreated.class, TagRenamed.class,
      TagDeleted.class);

  @Override
  public Class<TagCommand> commands() {
    return TagCommand.class;
  }

  @Override
  public EventCriteria criteria(TagCommand command) {
    var account = EventCriteria.havingTags(EventTags.account(command.owner()));
    return switch (command) {
      case CreateTag create -> EventCriteria.either(account, ofTheTag(create),
          EventCriteria.havingTags(EventTags.tagName(create.owner(), create.name())));
      case RenameTag rename -> EventCriteria.either(account, ofTheTag(rename),
          EventCriteria.havingTags(EventTags.tagName(rename.owner(), rename.name())));
      case DeleteTag delete -> EventCriteria.either(account,
          EventCriteria.havingTags(EventTags.tag(delete.tag())));
    };
  }

  /** What only puts it on tasks or takes it off is not in the way. */
  private static EventCriteria ofTheTag(TagCommand command) {
    return EventCriteria.havingTags(EventTags.tag(command.tag()))
        .andBeingOneOfTypes(EventTags.types(OF_THE_TAG));
  }

  @Override
  public TagScope initial(TagCommand command) {
    return new TagScope(command.tag(), switch (command) {
      case CreateTag create -> TagNames.fold(create.name());
      case RenameTag rename -> TagNames.fold(rename.name());
      case DeleteTag _ -> "";
    });
  }

  @Override
  public TagScope evolve(TagScope scope, Happened happened) {
    return scope.evolve(happened);
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
