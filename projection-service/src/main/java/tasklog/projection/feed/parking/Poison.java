package tasklog.projection.feed.parking;

/**
 * Why an event cannot be applied to a view. The message names positions, types and constraints, never what a task says.
 */
public final class Poison extends RuntimeException {

  public enum Reason {
    /** The record does not read as an event of its type. */
    MALFORMED,
    /** A type, or a version of a type, that only a newer release knows; updating it and a replay are all it takes. */
    UNKNOWN_TYPE,
    /** The view, or a constraint of its tables, does not take the append; told of its first event. */
    REFUSED
  }

  private final transient Reason reason;

  public Poison(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }
}
