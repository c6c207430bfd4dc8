package tasklog.cli.console;

/** A command that is not carried out, for a reason that its user can understand: the message is one line for them. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  public Refusal(String message) {
    super(message);
  }
}
