package tasklog.command.store;

/** The key of the request has an answer already; nothing was appended. */
public final class RequestAlreadyAnsweredException extends RuntimeException {

  RequestAlreadyAnsweredException() {
    super("Answered already", null, false, false);
  }
}
