package tasklog.command.store;

import java.util.List;

/** That no event past {@code after} matches the criterion. */
record Condition(Criterion criterion, long after) {

  static List<Condition> after(List<Criterion> criteria, long position) {
    return criteria.stream().map(criterion -> new Condition(criterion, position)).toList();
  }

  /** The last position that one of them knows of. */
  static long highest(List<Condition> conditions) {
    return conditions.stream().mapToLong(Condition::after).max().orElse(0);
  }
}
