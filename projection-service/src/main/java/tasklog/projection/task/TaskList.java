package tasklog.projection.task;

import static java.util.stream.Collectors.joining;

import java.util.List;
import tasklog.projection.feed.Snapshot;

/** The SQL of a list of tasks. All of it is constant: what a client has sent is bound. */
final class TaskList {

  /**
   * Position and total are there on every row, and on one without a task when there is none. In no order, though the server
   * delivers them in that of the page: to sort wide rows once more would take it a fifth of its time.
   */
  private static final String LIST = """
      SELECT place.position, place.total, %s
        FROM (SELECT %s AS position, %s AS total) AS place
        LEFT JOIN (SELECT %s %s FROM (%s) AS range ORDER BY %s LIMIT :rows) AS page ON true
      """;

  /** Each range is read in the order of its index and no further than a page. */
  private static final String RANGE = """
      (SELECT %s FROM task WHERE owner_id = :owner AND %s AND %s AND %s ORDER BY %s LIMIT :rows)
      """;

  private static final String UNCOUNTED = "NULL::bigint";
  private static final String TOTAL = "(SELECT count(*) FROM task WHERE owner_id = :owner AND %s)";

  private TaskList() {}

  static String sql(TaskListQuery query) {
    return page(query, "", ranges(query, "true"), query.filter().everywhere());
  }

  /** Ranges of the indexes of task. */
  static List<String> ranges(TaskListQuery query, String condition) {
    var filter = query.filter();
    var order = query.order();
    return filter.ranges(order).stream()
        .flatMap(range -> order.ranges(query.after()).stream()
            .map(behind -> RANGE.formatted(TaskQueries.COLUMNS,
                range + " AND " + condition, behind, filter.beside(order), order.ofRange())))
        .toList();
  }

  /**
   * A page out of ranges, each in the order of the list.
   *
   * @param distinct how to pass over tasks that are in several ranges
   * @param counted  what holds of the tasks of the whole list
   */
  static String page(TaskListQuery query, String distinct, List<String> ranges, String counted) {
    var order = query.order();
    var total = query.counted() ? TOTAL.formatted(counted) : UNCOUNTED;
    return LIST.formatted(TaskQueries.COLUMNS, Snapshot.POSITION, total, distinct, TaskQueries.COLUMNS,
        ranges.stream().collect(joining("UNION ALL")), order.ofPage());
  }
}
