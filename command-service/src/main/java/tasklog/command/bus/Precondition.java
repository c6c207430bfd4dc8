package tasklog.command.bus;

/** Which versions of a resource a command accepts. */
@FunctionalInterface
public interface Precondition {

  /** Whatever there is. */
  Precondition NONE = _ -> true;

  boolean allows(long version);

  /** @throws Refused PRECONDITION_FAILED */
  default void check(long version) {
    if (!allows(version)) {
      throw new Refused(Refused.Reason.PRECONDITION_FAILED);
    }
  }
}
