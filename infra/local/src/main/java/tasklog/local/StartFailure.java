package tasklog.local;

/** A part that could not be started, for a reason that its user can understand: the message is one line for them. */
public final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  public StartFailure(String message) {
    super(message);
  }
}
