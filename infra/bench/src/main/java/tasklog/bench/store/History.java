package tasklog.bench.store;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.UUID;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Status;
import tasklog.events.TaskEvent.OfOne;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TasklogEvent;

/**
 * What happened before anything is measured, from the first event on, the same each time: accounts, then tasks that are
 * created evenly over the whole length and changed at random in between. None is left completed or cancelled, so that a
 * measured command to that end always changes something.
 */
final class History implements Iterator<TasklogEvent> {

  private final Contents contents;
  private final Random random = new Random(42);
  private long next;
  private int created;
  private int ofMany;

  History(Contents contents) {
    this.contents = contents;
  }

  static long length(Contents contents) {
    return Contents.OWNERS + contents.events();
  }

  @Override
  public boolean hasNext() {
    return next < length(contents);
  }

  @Override
  public TasklogEvent next() {
    if (!hasNext()) throw new NoSuchElementException();
    long number = next++;
    if (number < Contents.OWNERS) {
      var owner = Contents.owner((int) number);
      return new AccountRegistered(owner, owner);
    }
    return nextOfTask(number - Contents.OWNERS + 1);
  }

  /** @param so how many events of tasks there are with this one */
  private TasklogEvent nextOfTask(long so) {
    if (created * contents.events() < contents.tasks() * so) {
      int task = created++;
      return SampleTasks.created(contents.ownerOf(task), contents.task(task));
    }
    if (ofMany * contents.events() < contents.eventsOfOne() * so) return nextOfMany();
    int task = random.nextInt(created);
    return new TaskStatusChanged(contents.ownerOf(task), contents.task(task),
        random.nextBoolean() ? Status.PENDING : Status.IN_PROGRESS);
  }

  private OfOne nextOfMany() {
    var task = contents.taskWithMany();
    return ofMany++ == 0
        ? SampleTasks.created(Contents.LARGE, task)
        : new TaskRetitled(Contents.LARGE, task, "Title " + ofMany);
  }

  /** The kind of the one tag that each of these events has. */
  static String kind(TasklogEvent event) {
    return event instanceof OfOne ? "task" : "account";
  }

  static UUID key(TasklogEvent event) {
    return event instanceof OfOne one ? one.taskId().value() : event.owner().value();
  }
}
