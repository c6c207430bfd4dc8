package tasklog.projection.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tasklog.events.AccountEvent;
import tasklog.events.TagEvent;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TaskEvent.OfOne;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskId;
import tasklog.projection.feed.FeedEvent;

/** The versions of tasks that events make: pure, and the same however the events are cut into batches. */
final class VersionFold {

  private VersionFold() {}

  /** The tasks that the events name, each with the position of the first that does. */
  static Map<TaskId, Long> named(Collection<FeedEvent> events) {
    var named = new LinkedHashMap<TaskId, Long>();
    for (var event : events) {
      ids(event).forEach(id -> named.putIfAbsent(id, event.position()));
    }
    return named;
  }

  /**
   * One version for each event and task that it names, also where it changes nothing.
   *
   * @param before the last version, before the events, of each of {@link #named} that has one
   * @param events in order for each owner
   * @throws IllegalStateException when an event cannot have followed what was before
   */
  static List<TaskVersion> fold(Map<TaskId, TaskVersion> before, Collection<FeedEvent> events) {
    var versions = new ArrayList<TaskVersion>(events.size());
    advance(new HashMap<>(before), events, versions::add);
    return versions;
  }

  /**
   * The same, one version at a time.
   *
   * @param last the last version of each task; is brought on
   */
  static void advance(Map<TaskId, TaskVersion> last, Collection<FeedEvent> events,
      Consumer<TaskVersion> versions) {
    for (var event : events) {
      for (var id : ids(event)) {
        var next = next(last.get(id), event);
        last.put(id, next);
        versions.accept(next);
      }
    }
  }

  private static Collection<TaskId> ids(FeedEvent event) {
    return switch (event.event()) {
      case OfOne one -> List.of(one.taskId());
      case OfMany many -> many.taskIds();
      case TagEvent _,AccountEvent _ -> List.of();
    };
  }

  private static TaskVersion next(@Nullable TaskVersion last, FeedEvent fed) {
    var event = (TaskEvent) fed.event();
    if (event instanceof TaskCreated created) {
      if (last != null) {
        throw contradiction(fed, "creates a task that is there");
      }
      return TaskVersion.of(created, fed.position());
    }
    if (last == null || !last.owner().equals(event.owner())) {
      throw contradiction(fed, "changes a task that its owner does not have");
    }
    return last.next(event, fed.recorded().occurredAt(), fed.position());
  }

  private static IllegalStateException contradiction(FeedEvent event, String how) {
    return new IllegalStateException("Position " + event.position() + " " + how);
  }
}
