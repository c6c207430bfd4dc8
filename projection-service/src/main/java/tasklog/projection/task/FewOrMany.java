package tasklog.projection.task;

import java.util.ArrayList;
import java.util.List;

/**
 * The two ways to a page of tasks that something else than their order leads to, a tag or a word, behind a CTE
 * {@code carried} that has the ids of one more than few of them at most. Few are all read and sorted; many are looked for
 * in the order of the list. The statement itself counts, so neither a generic plan nor old statistics choose.
 */
final class FewOrMany {

  /** So many tasks are sorted sooner than looked for. */
  static final int FEW = 1_000;

  /** Each task by its key: without OFFSET the planner might read all of the owner's tasks instead. */
  static final String TASK = """
      SELECT %s FROM task WHERE task_id = tagged.task_id AND owner_id = :owner AND %s OFFSET 0""";

  private static final String SORTED = """
      (SELECT task.*
         FROM (SELECT DISTINCT task_id FROM carried) AS tagged
        CROSS JOIN LATERAL (%s) AS task
        WHERE %s
        ORDER BY %s
        LIMIT :rows)
      """;

  private static final String ARE_FEW = "(SELECT count(*) FROM carried) <= " + FEW;
  private static final String ARE_MANY = "(SELECT count(*) FROM carried) > " + FEW;

  private FewOrMany() {}

  /** @param carries what holds of a task that carried would have if it had all of them, beside the filter's conditions */
  static List<String> ranges(TaskListQuery query, String carries) {
    var order = query.order();
    var ranges = new ArrayList<String>();
    var behind = "(" + String.join(" OR ", order.ranges(query.after())) + ")";
    ranges.add(SORTED.formatted(
        TASK.formatted(TaskQueries.COLUMNS, behind + " AND " + query.filter().everywhere()), ARE_FEW,
        order.ofPage()));
    ranges.addAll(TaskList.ranges(query, ARE_MANY + " AND " + carries));
    return ranges;
  }
}
