package tasklog.cli.imports;

import java.util.List;

/** What has become of a piece. */
sealed interface Answer {

  /** @param before whether it had been sent before, and was answered then */
  record Imported(long applied, List<Fault> faults, boolean before) implements Answer {}

  /** Nothing of it was imported, and sending it again would not change that. */
  record Refused(String why, List<Fault> faults) implements Answer {}

  /** Nobody knows whether it was imported; sending it again finds out. */
  record Unanswered(String why) implements Answer {}

  /** @param line of the file, from 1 */
  record Fault(long line, String problem) {}
}
