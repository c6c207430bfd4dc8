package tasklog.projection.feed.rebuild;

/** A rebuild that does not go on, for a reason that an operator can understand: the message is one line for them. */
public final class Refused extends RuntimeException {

  private static final long serialVersionUID = 1;

  Refused(String message) {
    super(message);
  }
}
