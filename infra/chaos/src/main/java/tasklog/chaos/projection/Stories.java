package tasklog.chaos.projection;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagRenamed;
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

/** What owners do with their tasks and tags, each event one that may follow; the same for the same seed. */
final class Stories {

  private static final Instant START = Instant.parse("2026-01-05T12:00:00Z");
  private static final int LONGEST = 4;
  private static final int MOST_OF_BULK = 20;

  private static final class Owner {
    private final OwnerId id;
    private final List<TaskId> tasks = new ArrayList<>();
    private final List<TaskId> deleted = new ArrayList<>();
    private final List<TagId> tags = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    private Owner(OwnerId id) {
      this.id = id;
    }
  }

  private final Random random;
  private final List<Owner> owners;
  private int told;

  Stories(long seed, int owners) {
    this.random = new Random(seed);
    this.owners = IntStream.range(0, owners).mapToObj(_ -> new Owner(new OwnerId(uuid()))).toList();
  }

  List<OwnerId> owners() {
    return owners.stream().map(owner -> owner.id).toList();
  }

  /** An append of somebody. */
  List<TasklogEvent> next() {
    return next(random.nextInt(owners.size()));
  }

  /** An append of one of {@link #owners}. */
  List<TasklogEvent> next(int owner) {
    return IntStream.range(0, 1 + random.nextInt(LONGEST)).mapToObj(_ -> event(owners.get(owner))).toList();
  }

  private TasklogEvent event(Owner owner) {
    told++;
    var dice = random.nextInt(100);
    if (owner.tags.isEmpty() || dice < 3) {
      return tagCreated(owner);
    }
    if (owner.tasks.isEmpty() || dice < 25) {
      return created(owner);
    }
    if (dice < 30 && !owner.deleted.isEmpty()) {
      owner.tasks.add(owner.deleted.getLast());
      return new TaskRestored(owner.id, owner.deleted.removeLast());
    }
    var index = random.nextInt(owner.tasks.size());
    var task = owner.tasks.get(index);
    if (dice < 36) {
      owner.deleted.add(owner.tasks.remove(index));
      return new TaskDeleted(owner.id, task);
    }
    return change(owner, task);
  }

  private TasklogEvent change(Owner owner, TaskId task) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> new TaskStatusChanged(owner.id, task, status());
      case 2 -> new TaskRetitled(owner.id, task, "Call them back about " + told);
      case 3 -> new TaskDescribed(owner.id, task, "What they have said. ".repeat(1 + random.nextInt(20)));
      case 4 -> new TaskTagged(owner.id, task, owner.tags.get(random.nextInt(owner.tags.size())));
      case 5 -> new TaskPrioritised(owner.id, task, Priority.ofRank(random.nextInt(5)));
      case 6 -> new TaskRescheduled(owner.id, task, START.plusSeconds(random.nextInt(1 << 24)));
      case 7 -> tagRenamed(owner);
      default -> new TasksStatusChanged(owner.id,
          owner.tasks.subList(Math.max(0, owner.tasks.size() - MOST_OF_BULK), owner.tasks.size()), status());
    };
  }

  private TaskCreated created(Owner owner) {
    var task = new TaskId(uuid());
    owner.tasks.add(task);
    return new TaskCreated(owner.id, task, "Write to number " + told, "As was agreed", Status.PENDING,
        Priority.MEDIUM, START.plusSeconds(random.nextInt(1 << 24)),
        List.of(owner.tags.get(random.nextInt(owner.tags.size()))), Attributes.NONE, null);
  }

  private TagCreated tagCreated(Owner owner) {
    var tag = new TagId(uuid());
    owner.tags.add(tag);
    owner.names.add("tag " + told);
    return new TagCreated(owner.id, tag, owner.names.getLast());
  }

  private TagRenamed tagRenamed(Owner owner) {
    var index = random.nextInt(owner.tags.size());
    var name = "tag " + told;
    return new TagRenamed(owner.id, owner.tags.get(index), owner.names.set(index, name), name);
  }

  private Status status() {
    return Status.values()[random.nextInt(Status.values().length)];
  }

  private UUID uuid() {
    return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63);
  }
}
