package tasklog.projection.feed;

import org.jspecify.annotations.Nullable;

/**
 * Why a partition cannot go on without a person: not one event is at fault, which would be parked, but what the stream is
 * made of. The message names positions and headers, never what a task says.
 */
final class Unusable extends RuntimeException {

  enum Reason {
    /** A record of which it cannot be told whose event it is, or where it stands. */
    MALFORMED,
    /** Something between the last applied event and this one is missing. */
    GAP,
    /** The record is of another log than the rows. */
    FOREIGN_LOG,
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
