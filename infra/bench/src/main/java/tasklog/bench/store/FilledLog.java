package tasklog.bench.store;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;
import tasklog.bench.server.Database;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskStatusChanged;

/** A log to measure on, with all that callers do to it. One process has one of each log. */
final class FilledLog implements AutoCloseable {

  private static final Status[] ENDS = {Status.COMPLETED, Status.CANCELLED};
  private static final Status[] BEGINS = {Status.PENDING, Status.IN_PROGRESS};

  private final Database database;
  private final Contents contents;
  private final ServiceCommands service;
  private final UsualCommands usual;
  private final AtomicIntegerArray turns;
  private final AtomicLong titles = new AtomicLong(System.nanoTime());

  FilledLog(Database database, Contents contents) {
    this.database = database;
    this.contents = contents;
    this.service = new ServiceCommands(database);
    this.usual = new UsualCommands(database);
    this.turns = new AtomicIntegerArray(contents.tasks());
  }

  static void migrate(Database database) {
    Flyway.configure().dataSource(database.dataSource()).locations("classpath:db/migration").load().migrate();
  }

  Database database() {
    return database;
  }

  Contents contents() {
    return contents;
  }

  ServiceCommands service() {
    return service;
  }

  UsualCommands usual() {
    return usual;
  }

  /** Of those that this process alone works on. */
  int anyTaskInUse() {
    return contents.taskInUse(2 * ThreadLocalRandom.current().nextInt(contents.inUse() / 2));
  }

  /** Of those that all processes work on. */
  int anySharedTask() {
    return contents.taskInUse(2 * ThreadLocalRandom.current().nextInt(contents.inUse() / 2) + 1);
  }

  int anyQuietTask() {
    return contents.anyQuietTask(ThreadLocalRandom.current());
  }

  /** None of those that bulk commands name, or that stay as they are. */
  int anyTask() {
    var random = ThreadLocalRandom.current();
    int task;
    do {
      task = random.nextInt(contents.tasks());
    } while (contents.ownerOf(task).equals(Contents.LARGE) || contents.isQuiet(task));
    return task;
  }

  int anyTaskOfLarge() {
    return contents.taskOfLarge(ThreadLocalRandom.current().nextInt(contents.ofLarge()));
  }

  /** A change of a task to another status than it has, for all that this process knows. */
  TaskStatusChanged nextChange(int task) {
    return new TaskStatusChanged(contents.ownerOf(task), contents.task(task),
        ENDS[turns.getAndIncrement(task) & 1]);
  }

  /** For many tasks at once: none that a single change gives. */
  Status anyBegin() {
    return BEGINS[ThreadLocalRandom.current().nextInt(BEGINS.length)];
  }

  /** One that no task has. */
  String nextTitle() {
    return "Title " + titles.getAndIncrement();
  }

  long head() {
    return Long.parseLong(database.value("SELECT coalesce(max(position), 0) FROM event"));
  }

  @Override
  public void close() {
    usual.close();
    service.close();
  }
}
