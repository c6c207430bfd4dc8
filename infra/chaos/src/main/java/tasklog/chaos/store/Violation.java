package tasklog.chaos.store;

/** A promise that was broken. */
record Violation(Promise promise, String what) {

  enum Promise {
    /** Positions are dense. */
    DENSE,
    /** An append is there whole, in its order. */
    WHOLE,
    /** An event rests on all that stands before it under its tags. */
    NO_LOST_UPDATE,
    /** What is acknowledged stands where it was said to. */
    ACKNOWLEDGED_IS_STORED,
    /** Nothing that was asked for once stands there twice. */
    STORED_ONCE,
    /** Nothing is stored that was said not to be. */
    REFUSED_IS_NOT_STORED,
    /** Every outcome is known in the end. */
    SETTLED,
    /** Nothing fails in a way that nobody foresaw. */
    FORESEEN,
    /** The key of a request leads to its events, and no key to others. */
    REMEMBERED,
    /** A reader sees every position, once and in order, and nothing that is not there afterwards. */
    SEEN,
    /** The time of recording never goes back. */
    TIME
  }
}
