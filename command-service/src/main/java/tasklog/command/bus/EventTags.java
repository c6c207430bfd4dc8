package tasklog.command.bus;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.Tag;
import tasklog.events.AccountEvent;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TaskEvent.OfOne;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventType;

/** Under which tags an event is found in the log. */
public final class EventTags {

  /** The kind of the tag that an event about a task has. */
  public static final String TASK = "task";

  /** The kind of the tag that an event about an account has. */
  public static final String ACCOUNT = "account";

  /** The kind of the tag that an event about a task's tag has. */
  public static final String TAG = "tag";

  private EventTags() {}

  public static Tag task(TaskId task) {
    return tag(TASK, task.value());
  }

  public static Tag account(OwnerId account) {
    return tag(ACCOUNT, account.value());
  }

  public static Tag tag(TagId tag) {
    return tag(TAG, tag.value());
  }

  /** A name that an owner's tags have or had, however it is spelled. */
  public static Tag tagName(OwnerId owner, String name) {
    return foldedTagName(owner, TagNames.fold(name));
  }

  /** The same by the folded name. */
  public static Tag foldedTagName(OwnerId owner, String folded) {
    return new Tag("tagname", owner + ":" + folded);
  }

  /** What a tag of that kind names by its UUID; none for a tag of another kind. */
  public static Optional<UUID> key(String kind, Tag tag) {
    return tag.key().equals(kind) ? Optional.of(UUID.fromString(tag.value())) : Optional.empty();
  }

  /** Names of events, to narrow criteria by. */
  public static Set<QualifiedName> types(Collection<Class<?>> events) {
    return events.stream()
        .map(event -> new QualifiedName(EventType.NAMESPACE, EventType.of(event).orElseThrow().eventName()))
        .collect(Collectors.toUnmodifiableSet());
  }

  static Set<Tag> of(TasklogEvent event) {
    return switch (event) {
      case TaskCreated created -> Stream
          .concat(Stream.of(task(created.taskId())),
              created.tagIds().stream().map(id -> tag(TAG, id.value())))
          .collect(Collectors.toUnmodifiableSet());
      case TaskTagged(_, var task, var tag) -> Set.of(task(task), tag(TAG, tag.value()));
      case TaskUntagged(_, var task, var tag) -> Set.of(task(task), tag(TAG, tag.value()));
      case OfOne one -> Set.of(task(one.taskId()));
      case TasksUntagged untagged -> {
        var tags = ofMany(untagged);
        tags.add(tag(TAG, untagged.tagId().value()));
        yield tags;
      }
      case OfMany many -> ofMany(many);
      case TagCreated(var owner, var tag, var name) -> Set.of(tag(tag), tagName(owner, name));
      case TagRenamed(var owner, var tag, var old, var next) -> new HashSet<>(
          List.of(tag(tag), tagName(owner, old), tagName(owner, next)));
      case TagDeleted(var owner, var tag, var name) -> Set.of(tag(tag), tagName(owner, name));
      case AccountEvent of -> Set.of(account(of.accountId()));
    };
  }

  private static Set<Tag> ofMany(OfMany event) {
    var tags = HashSet.<Tag>newHashSet(event.taskIds().size() + 1);
    event.taskIds().forEach(task -> tags.add(task(task)));
    return tags;
  }

  private static Tag tag(String kind, UUID key) {
    return new Tag(kind, key.toString());
  }
}
