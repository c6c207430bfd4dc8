package tasklog.bench.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import tasklog.events.Actor;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;

/**
 * Events as people make them: 80 % change one task, half of a percent many, the rest makes tasks, tags and deletes.
 * The same for the same seed.
 */
final class Mix {

  private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");
  private static final int MOST_OF_BULK = 100;

  /** Somebody with tasks, the last of which are the ones that change. */
  private static final class Owner {
    private final OwnerId id;
    private final List<TaskId> tasks = new ArrayList<>();
    private final List<TagId> tags = new ArrayList<>();
    private int deleted = -1;

    private Owner(OwnerId id) {
      this.id = id;
    }
  }

  private final Random random;
  private final List<Owner> owners;
  private long position;

  Mix(long seed, int owners) {
    this.random = new Random(seed);
    this.owners = IntStream.range(0, owners).mapToObj(_ -> new Owner(new OwnerId(uuid()))).toList();
  }

  /** An event as the stream has it, and as the log keeps it. */
  record Made(RecordedEvent event, EventJson.Stored stored) {}

  Made next() {
    position++;
    var event = event(owners.get(random.nextInt(owners.size())));
    var type = EventType.of(event);
    var stored = EventJson.store(event);
    var at = START.plusMillis(position * 10);
    return new Made(new RecordedEvent(position, uuid(), type.eventName(), type.version(), event.owner(), at,
        at,
        Actor.user(event.owner().value()), EventJson.subject(event), position, "request-" + position, null,
        null, EventJson.data(stored.payload(), stored.taskIds())), stored);
  }

  private TasklogEvent event(Owner owner) {
    if (owner.tags.isEmpty()) {
      var tag = new TagId(uuid());
      owner.tags.add(tag);
      return new TagCreated(owner.id, tag, "tag " + position);
    }
    if (owner.deleted >= 0) {
      var task = owner.tasks.get(owner.deleted);
      owner.deleted = -1;
      return new TaskRestored(owner.id, task);
    }
    var dice = random.nextInt(1_000);
    if (owner.tasks.isEmpty() || dice < 160) {
      return created(owner);
    }
    var index = owner.tasks.size() - 1 - random.nextInt(Math.min(owner.tasks.size(), 50));
    var task = owner.tasks.get(index);
    if (dice < 165) {
      return new TasksStatusChanged(owner.id,
          owner.tasks.subList(Math.max(0, owner.tasks.size() - MOST_OF_BULK),
              owner.tasks.size()),
          status());
    }
    if (dice < 180) {
      owner.deleted = index;
      return new TaskDeleted(owner.id, task);
    }
    if (dice < 200) {
      var tag = new TagId(uuid());
      owner.tags.add(tag);
      return new TagCreated(owner.id, tag, "tag " + position);
    }
    return change(owner, task, dice);
  }

  private TasklogEvent change(Owner owner, TaskId task, int dice) {
    return switch ((dice - 200) / 80) {
      case 0, 1, 2, 3 -> new TaskStatusChanged(owner.id, task, status());
      case 4 -> new TaskRetitled(owner.id, task, "Call them back about " + position);
      case 5 -> new TaskDescribed(owner.id, task, "What they have said at " + position + ". ".repeat(80));
      case 6 -> new TaskTagged(owner.id, task, owner.tags.get(random.nextInt(owner.tags.size())));
      case 7 -> new TaskPrioritised(owner.id, task, Priority.ofRank(random.nextInt(5)));
      default -> new TaskRescheduled(owner.id, task, START.plusSeconds(random.nextInt(1 << 24)));
    };
  }

  private TaskCreated created(Owner owner) {
    var task = new TaskId(timeOrdered());
    owner.tasks.add(task);
    return new TaskCreated(owner.id, task, "Write to number " + position, "As was agreed. ".repeat(10),
        Status.PENDING, Priority.MEDIUM, START.plusSeconds(random.nextInt(1 << 24)),
        List.of(owner.tags.get(random.nextInt(owner.tags.size()))), Attributes.NONE, null);
  }

  private Status status() {
    return Status.values()[random.nextInt(Status.values().length)];
  }

  private UUID uuid() {
    return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63);
  }

  /** As a UUIDv7, which is what the service mints. */
  private UUID timeOrdered() {
    return new UUID(START.plusMillis(position * 10).toEpochMilli() << 16 | 0x7000L | random.nextInt(1 << 12),
        random.nextLong() >>> 2 | 1L << 63);
  }
}
