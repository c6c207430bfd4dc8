package tasklog.command.store;

/** How the writer answers an append. */
sealed interface Outcome permits Appended, Outcome.Conflict, Outcome.Failure {

  /** An event that a criterion matches has come since. */
  record Conflict() implements Outcome {}

  record Failure(RuntimeException reason) implements Outcome {}
}
