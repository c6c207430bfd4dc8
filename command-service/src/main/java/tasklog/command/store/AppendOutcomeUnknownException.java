package tasklog.command.store;

/** An append was given to the database, and no answer came in time: its events are stored whole, or not at all. */
public class AppendOutcomeUnknownException extends RuntimeException {

  AppendOutcomeUnknownException(String message) {
    super(message);
  }
}
