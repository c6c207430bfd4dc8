package tasklog.cli.tail;

import java.time.Instant;
import java.util.UUID;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;

/** Events as the log would give them. */
final class Events {

  static final OwnerId ADA = new OwnerId(UUID.fromString("0198c2f4-7c1d-7a10-8000-00000000ada0"));
  static final OwnerId BOB = new OwnerId(UUID.fromString("0198c2f4-7c1d-7a10-8000-00000000b0b0"));
  static final TaskId TASK = new TaskId(UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000001"));

  private static final Instant AT = Instant.parse("2026-01-05T12:00:00.123456Z");

  private Events() {}

  static RecordedEvent titled(OwnerId owner, long position, long commit, String title) {
    return recorded(new TaskRetitled(owner, TASK, title), position, commit);
  }

  static RecordedEvent recorded(TasklogEvent event, long position, long commit) {
    var type = EventType.of(event);
    var stored = EventJson.store(event);
    return new RecordedEvent(position, new UUID(0, position), type.eventName(), type.version(), event.owner(),
        AT, AT,
        Actor.user(event.owner().value()), EventJson.subject(event), commit, "request", "command", null,
        EventJson.data(stored.payload(), stored.taskIds()));
  }
}
