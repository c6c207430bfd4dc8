package tasklog.bench.server;

/** Nothing that is said about speed may be measured here; the message tells the user why. */
public final class NotMeasurable extends RuntimeException {

  private static final long serialVersionUID = 1;

  public NotMeasurable(String message) {
    super(message);
  }
}
