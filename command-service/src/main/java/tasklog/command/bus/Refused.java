package tasklog.command.bus;

import java.util.List;
import java.util.UUID;

/** A rule forbids the command. The caller's fault, so no stack trace is kept. */
public final class Refused extends RuntimeException {

  /** Why; what a client sees of it is decided in one place, at the edge. */
  public enum Reason {
    ACCOUNT_UNKNOWN, ACCOUNT_INACTIVE, ACCOUNT_NOT_FOUND, ACCOUNT_ALREADY_REGISTERED, TASK_NOT_FOUND,
    TASK_ID_TAKEN,
    TASK_DELETED, TAG_NOT_FOUND, TAG_ID_TAKEN, TAG_NAME_TAKEN, TAG_IN_USE, TOO_MANY_TAGS,
    ATTRIBUTES_TOO_LARGE, PRECONDITION_FAILED, SOME_TASKS, SOME_TAGS,
    SOME_LINES
  }

  /**
   * One of several tasks or tags that a command named and that stands in its way.
   *
   * @param index place in the command, from 0; of a file the line, from 1
   */
  public record Offender(int index, UUID id, Reason reason) {}

  private final Reason reason;
  private final List<Offender> offenders;

  public Refused(Reason reason) {
    this(reason, List.of());
  }

  /** At least one of many tasks stands in the way. */
  public static Refused becauseOfTasks(List<Offender> offenders) {
    return new Refused(Reason.SOME_TASKS, offenders);
  }

  /** At least one of many tags stands in the way. */
  public static Refused becauseOfTags(List<Offender> offenders) {
    return new Refused(Reason.SOME_TAGS, offenders);
  }

  /** At least one line of a file names what stands in the way. */
  public static Refused becauseOfLines(List<Offender> offenders) {
    return new Refused(Reason.SOME_LINES, offenders);
  }

  private Refused(Reason reason, List<Offender> offenders) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.offenders = List.copyOf(offenders);
  }

  public Reason reason() {
    return reason;
  }

  /** Each that stands in the way, in the order of the command; empty unless the reason is one of SOME. */
  public List<Offender> offenders() {
    return offenders;
  }
}
