package tasklog.chaos.store;

/**
 * One try of an attempt, as its writer notes it before and after.
 *
 * @param number from 1
 * @param first  position of its first event, or of the one that was found; 0 where none is known
 * @param last   position of its last event; 0 where none is known
 */
record Turn(int attempt, int number, Outcome outcome, long first, long last) {

  enum Outcome {
    /** The last that was heard of it: its writer was killed. */
    BEGUN,
    /** Acknowledged. */
    STORED,
    /** The attempt was stored by an earlier turn, which its key has found. */
    FOUND,
    /** Another append was faster. */
    REFUSED,
    /** Refused because the database was away: it is said not to be stored. */
    UNAVAILABLE,
    /** Nobody knows. */
    UNKNOWN,
    /** What nobody foresaw. */
    FAILED;

    /** Whether such a turn may be stored, or not. */
    boolean leavesDoubt() {
      return this == BEGUN || this == UNKNOWN;
    }
  }

  Turn(int attempt, int number, Outcome outcome) {
    this(attempt, number, outcome, 0, 0);
  }

  static Turn parse(String line) {
    var words = line.split(" ", -1);
    return new Turn(Integer.parseInt(words[0]), Integer.parseInt(words[1]),
        Outcome.valueOf(words[2]), Long.parseLong(words[3]), Long.parseLong(words[4]));
  }

  String line() {
    return attempt + " " + number + " " + outcome + " " + first + " " + last;
  }
}
