package tasklog.database;

/** A migration that was not done, for a reason that its user can understand: the message is one line for them. */
public final class MigrationRefused extends RuntimeException {

  private static final long serialVersionUID = 1;

  public MigrationRefused(String message) {
    super(message);
  }
}
