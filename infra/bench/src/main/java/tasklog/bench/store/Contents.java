package tasklog.bench.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;

/**
 * What a log is filled with, by number, so that nothing of it is ever looked up. Owner 0 has the tasks that bulk
 * commands name, spread over the whole log; one task may have very many events, spread as well.
 *
 * @param events      in all, the accounts apart
 * @param ofLarge     tasks of owner 0
 * @param eventsOfOne events of the one task that has many; 0: there is none
 */
record Contents(long events, int ofLarge, int eventsOfOne) {

  static final int OWNERS = 100;
  static final OwnerId LARGE = owner(0);

  private static final long BEGIN = 1_700_000_000_000L;
  private static final int EVENTS_OF_A_TASK = 4;
  private static final int IN_USE = 10_000;

  /** Tasks of owner 0, those in use, those that nobody changes: as many of each at least. */
  private static final int SHARES = 3;

  /** A log of that length, with no more tasks of owner 0 than there is room for. */
  static Contents of(Length length, int ofLarge, int eventsOfOne) {
    boolean roomy = length.events() >= 10L * eventsOfOne;
    long room = length.events() / EVENTS_OF_A_TASK / SHARES;
    return new Contents(length.events(), (int) Math.min(ofLarge, room), roomy ? eventsOfOne : 0);
  }

  /** That begin with their creation; the one with many events comes after them. */
  int tasks() {
    return (int) (events / EVENTS_OF_A_TASK);
  }

  static OwnerId owner(int number) {
    return new OwnerId(id(number, 1));
  }

  TaskId task(int number) {
    return new TaskId(id(OWNERS + number, 2));
  }

  TaskId taskWithMany() {
    return task(tasks());
  }

  OwnerId ownerOf(int task) {
    int each = tasks() / ofLarge;
    return task % each == 0 && task / each < ofLarge ? LARGE : owner(1 + task % (OWNERS - 1));
  }

  static OwnerId anyOwner(RandomGenerator random) {
    return owner(1 + random.nextInt(OWNERS - 1));
  }

  /** How many tasks people work on these days, of however many there are; none of owner 0. */
  int inUse() {
    return Math.min(IN_USE, ofLarge);
  }

  /** Spread over the whole log. */
  int taskInUse(int number) {
    return taskOfLarge(number) + 1;
  }

  /** Whether it stays as it was filled in. */
  boolean isQuiet(int task) {
    return task % (tasks() / ofLarge) == 2;
  }

  int anyQuietTask(RandomGenerator random) {
    int each = tasks() / ofLarge;
    return random.nextInt(tasks() / each) * each + 2;
  }

  int taskOfLarge(int number) {
    return number * (tasks() / ofLarge);
  }

  /** Some of the large owner's tasks, each once, in no order. */
  List<TaskId> someOfLarge(int count) {
    var numbers = new ArrayList<>(IntStream.range(0, ofLarge).boxed().toList());
    Collections.shuffle(numbers, new Random());
    return numbers.stream().limit(count).map(number -> task(taskOfLarge(number))).toList();
  }

  static UUID event(long position) {
    return id(position, 3);
  }

  /** In the order of their numbers, as UUIDs of version 7 are in that of time. */
  private static UUID id(long number, long of) {
    long mixed = mix(number * 31 + of);
    return new UUID((BEGIN + number) << 16 | 0x7000 | mixed & 0xfff, 1L << 63 | mix(mixed) >>> 2);
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
