package tasklog.command.relay;

/** Log and stream do not belong together, or no longer. The relay stops: what to do is for a person to decide. */
final class StreamRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StreamRefused(String message) {
    super(message);
  }
}
