package tasklog.projection.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.projection.History;
import tasklog.projection.feed.FeedEvent;

/** Random lives of some tasks of some owners, each event possible where it stands. */
public final class Scenes {

  private final Random random;
  private final History history = new History();
  private final List<OwnerId> owners;
  private final List<TagId> tags;
  private final Map<OwnerId, List<TaskId>> tasks = new LinkedHashMap<>();
  private final List<FeedEvent> events = new ArrayList<>();

  private Scenes(long seed) {
    random = new Random(seed);
    owners = IntStream.range(0, 2).mapToObj(_ -> new OwnerId(uuid())).toList();
    tags = IntStream.range(0, 3).mapToObj(_ -> new TagId(uuid())).toList();
    owners.forEach(owner -> tasks.put(owner, new ArrayList<>()));
  }

  public static List<FeedEvent> random(long seed, int events) {
    var scenes = new Scenes(seed);
    while (scenes.events.size() < events) {
      var event = scenes.next(scenes.any(scenes.owners));
      scenes.events.addAll(scenes.history.feed(event));
    }
    return scenes.events;
  }

  private TaskEvent next(OwnerId owner) {
    var own = tasks.get(owner);
    if (own == null || own.isEmpty() || random.nextInt(5) == 0) {
      return created(owner);
    }
    var task = any(own);
    return switch (random.nextInt(14)) {
      case 0 -> new TaskRetitled(owner, task, text());
      case 1 -> new TaskDescribed(owner, task, text());
      case 2 -> new TaskPrioritised(owner, task, any(List.of(Priority.values())));
      case 3 -> new TaskRescheduled(owner, task,
          random.nextBoolean() ? null : History.START.plusSeconds(random.nextInt(9)));
      case 4 -> new TaskAttributesChanged(owner, task, attributes());
      case 5 -> new TaskTagged(owner, task, any(tags));
      case 6 -> new TaskUntagged(owner, task, any(tags));
      case 7 -> new TaskStatusChanged(owner, task, any(List.of(Status.values())));
      case 8 -> new TaskDeleted(owner, task);
      case 9 -> new TaskRestored(owner, task);
      case 10 -> new TasksStatusChanged(owner, some(own), any(List.of(Status.values())));
      case 11 -> new TasksDeleted(owner, some(own));
      case 12 -> new TasksRestored(owner, some(own));
      default -> new TasksUntagged(owner, some(own), any(tags));
    };
  }

  private TaskCreated created(OwnerId owner) {
    var task = new TaskId(uuid());
    tasks.computeIfAbsent(owner, _ -> new ArrayList<>()).add(task);
    var status = any(List.of(Status.values()));
    return new TaskCreated(owner, task, text(), text(), status, Priority.LOW, null, List.of(any(tags)),
        attributes(),
        status == Status.COMPLETED ? History.START.minusSeconds(7) : null);
  }

  private String text() {
    return any(List.of("a", "Ünïcödé 🚀", "{\"quoted\\\": 'NULL'}", "NULL", " \t,\r\n"));
  }

  private Attributes attributes() {
    return Attributes.parse(any(List.of("{}", "{\"n\":1.50}", "{\"b\":[1,null,\"x\"],\"a\":{}}")));
  }

  private List<TaskId> some(List<TaskId> own) {
    var some = own.stream().filter(_ -> random.nextBoolean()).toList();
    return some.isEmpty() ? List.of(any(own)) : some;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
