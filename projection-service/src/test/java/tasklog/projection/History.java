package tasklog.projection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import tasklog.events.Actor;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.feed.FeedEvent;

/** A log as the command service would have written it: dense positions, one second from append to append. */
public final class History {

  public static final UUID LOG = UUID.fromString("0198c2f4-7c1d-7a10-8000-0000000000aa");
  public static final Instant START = Instant.parse("2026-01-05T12:00:00.123456Z");

  private final List<RecordedEvent> events = new ArrayList<>();

  /** One append; returns what it has added. */
  public List<RecordedEvent> append(TasklogEvent... appended) {
    var first = events.size();
    var commit = first + appended.length;
    var at = START.plusSeconds(first);
    for (var event : appended) {
      var type = EventType.of(event);
      var stored = EventJson.store(event);
      events.add(new RecordedEvent(events.size() + 1, UUID.randomUUID(), type.eventName(), type.version(),
          event.owner(),
          at, at, Actor.user(event.owner().value()), EventJson.subject(event), commit, "request", null, null,
          EventJson.data(stored.payload(), stored.taskIds())));
    }
    return List.copyOf(events.subList(first, commit));
  }

  /** The same, as a view gets it from the one partition of a stream. */
  public List<FeedEvent> feed(TasklogEvent... appended) {
    var recorded = append(appended);
    return IntStream.range(0, appended.length).mapToObj(index -> new FeedEvent(appended[index],
        new Delivered(recorded.get(index), LOG, recorded.get(index).position() - 1))).toList();
  }

  public List<RecordedEvent> events() {
    return List.copyOf(events);
  }

  public static OwnerId owner() {
    return new OwnerId(UUID.randomUUID());
  }

  public static TaskId task() {
    return new TaskId(UUID.randomUUID());
  }

  public static TaskCreated created(OwnerId owner, TaskId task) {
    return created(owner, task, "A task");
  }

  public static TaskCreated created(OwnerId owner, TaskId task, String title) {
    return new TaskCreated(owner, task, title, "", Status.PENDING, Priority.MEDIUM, null, List.of(),
        Attributes.NONE, null);
  }
}
