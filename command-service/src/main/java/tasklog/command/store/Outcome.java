package tasklog.command.store;

/** How the writer answers an append. */
sealed interface Outcome permits Appended, Outcome.Conflict, Outcome.Duplicate, Outcome.Failure {

  /** An event that a criterion matches has come since. */
  record Conflict() implements Outcome {}

  /** The request behind it has been answered already, whether by events of its own or otherwise. */
  record Duplicate() implements Outcome {}

  record Failure(RuntimeException reason) implements Outcome {}
}
