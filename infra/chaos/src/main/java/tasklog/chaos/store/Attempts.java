package tasklog.chaos.store;

import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Attempts by their numbers, of all writers or of one. */
final class Attempts {

  private final TreeMap<Integer, Attempt> all = new TreeMap<>();

  /** Numbers are shared out in turns: writer i of n has i, i + n, i + 2n … */
  static Attempts of(int writer, int processes, int attempts) {
    var its = new Attempts();
    IntStream.iterate(writer, number -> number < attempts, number -> number + processes)
        .forEach(number -> its.all.put(number, new Attempt(number)));
    return its;
  }

  static Attempts all(int attempts) {
    return of(0, 1, attempts);
  }

  /** @return whether its attempt is settled by it */
  boolean add(Turn turn) {
    var attempt = all.computeIfAbsent(turn.attempt(), Attempt::new);
    boolean before = attempt.isSettled();
    attempt.add(turn);
    return !before && attempt.isSettled();
  }

  Collection<Attempt> values() {
    return all.values();
  }
}
