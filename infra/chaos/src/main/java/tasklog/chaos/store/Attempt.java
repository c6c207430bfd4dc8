package tasklog.chaos.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that a client wants to be stored once, or to be told that it was not, over as many turns as that takes: all
 * under one idempotency key. Used by one thread at a time.
 */
final class Attempt {

  private final int number;
  private final List<Turn> turns = new ArrayList<>(1);

  Attempt(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  List<Turn> turns() {
    return turns;
  }

  /** What is heard of a turn later counts. */
  void add(Turn turn) {
    if (turn.number() > turns.size()) {
      turns.add(turn);
    } else {
      turns.set(turn.number() - 1, turn);
    }
  }

  /** A refusal settles nothing while an earlier turn may be stored: the attempt has to be decided anew, as a client's. */
  boolean isSettled() {
    if (turns.isEmpty()) return false;
    return switch (turns.getLast().outcome()) {
      case STORED, FOUND, FAILED -> true;
      case REFUSED -> turns.stream().noneMatch(turn -> turn.outcome().leavesDoubt());
      case BEGUN, UNKNOWN, UNAVAILABLE -> false;
    };
  }
}
