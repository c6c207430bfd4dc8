package tasklog.projection.feed;

import org.jspecify.annotations.Nullable;

/** Why a partition cannot go on without a person. The message names positions and headers, never what a task says. */
final class Unusable extends RuntimeException {

  enum Reason {
    /** A record that is no event of the contract. */
    MALFORMED,
    /** An event of a type, or of a version of a type, that only a newer release knows; updating it is all it takes. */
    UNKNOWN_TYPE,
    /** Something between the last applied event and this one is missing. */
    GAP,
    /** The record is of another log than the rows. */
    FOREIGN_LOG,
    /** The view cannot apply the event. */
    REFUSED,
    /** The topic no longer has what comes next, or has another number of partitions. */
    TOPIC_CHANGED
  }

  private final transient Reason reason;

  Unusable(Reason reason, String message) {
    this(reason, message, null);
  }

  Unusable(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
