package tasklog.projection.task;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The SQL of a list of tasks that is filtered by tags. All of it is constant: what a client has sent is bound.
 *
 * <p>It begins with the tags that lead to the tasks: those of which a task has any or, when it has several, the one that
 * the fewest tasks have. By creation, task_tag has their tasks in the order of the list, and no more than a page is read
 * of each. In another order, the tasks of tags that only few tasks have are all read and sorted, while those of the others
 * are looked for in the order of the list.
 */
final class TaggedTaskList {

  private static final String WITH = """
      WITH lead_tag (tag_id) AS MATERIALIZED (
        %s)
      """;

  private static final String ANY = "SELECT unnest(:tag_any::uuid[])";
  private static final String ONE = "SELECT unnest(:tag_all::uuid[])";

  /** None is counted any further than it takes to know that they are not few. */
  private static final String RAREST = """
      SELECT wanted.tag_id
        FROM unnest(:tag_all::uuid[]) AS wanted (tag_id)
       CROSS JOIN LATERAL (
          SELECT count(*) AS tasks
            FROM (SELECT FROM task_tag
                   WHERE owner_id = :owner AND tag_id = wanted.tag_id AND task_deleted IN (%s)
                   ORDER BY task_deleted, task_created_at LIMIT %s) AS known
        ) AS carried
       ORDER BY carried.tasks, wanted.tag_id
       LIMIT 1""";

  private static final String BY_CREATION = """
      (SELECT page.*
         FROM lead_tag
        CROSS JOIN LATERAL (
          SELECT task.*
            FROM task_tag AS tagged CROSS JOIN LATERAL (%s) AS task
           WHERE tagged.owner_id = :owner AND tagged.tag_id = lead_tag.tag_id AND tagged.task_deleted = %s
             AND %s AND %s
           ORDER BY %s
           LIMIT :rows) AS page)
      """;

  /** One more than few, so that it shows when they are not. */
  private static final String CARRIED = """
      , carried AS MATERIALIZED (
        SELECT tagged.task_id
          FROM lead_tag
         CROSS JOIN LATERAL (
            SELECT task_id FROM task_tag
             WHERE owner_id = :owner AND tag_id = lead_tag.tag_id AND task_deleted IN (%s)
             ORDER BY task_deleted, task_created_at LIMIT %s) AS tagged
         LIMIT %s)
      """;

  private static final String DISTINCT = "DISTINCT ON (created_at, task_id)";

  /** For the whole list: the planner knows best where to begin. */
  private static final String TAGGED = """
      %s AND task_id IN (SELECT task_tag.task_id
                           FROM lead_tag JOIN task_tag ON task_tag.tag_id = lead_tag.tag_id
                          WHERE task_tag.owner_id = :owner)""";

  private TaggedTaskList() {}

  static String sql(TaskListQuery query) {
    var counted = TAGGED.formatted(query.filter().everywhere());
    var with = WITH.formatted(leading(query.filter()));
    return query.order().isByCreation()
        ? with + TaskList.page(query, DISTINCT, byCreation(query), counted)
        : with + CARRIED.formatted(states(query.filter()), FewOrMany.FEW + 1, FewOrMany.FEW + 1)
            + TaskList.page(query, "", FewOrMany.ranges(query, "true"), counted);
  }

  private static String leading(TaskFilter filter) {
    return switch (filter.tags().all().size()) {
      case 0 -> ANY;
      case 1 -> ONE;
      default -> RAREST.formatted(states(filter), FewOrMany.FEW + 1);
    };
  }

  private static List<String> byCreation(TaskListQuery query) {
    var filter = query.filter();
    var order = query.order();
    return filter.deleted().states().stream()
        .map(deleted -> BY_CREATION.formatted(
            FewOrMany.TASK.formatted(TaskQueries.COLUMNS, filter.everywhere()),
            deleted,
            order.behindTagged(query.after()), filter.created("tagged.task_created_at"), order.ofTagged()))
        .toList();
  }

  private static String states(TaskFilter filter) {
    return filter.deleted().states().stream().map(String::valueOf).collect(joining(", "));
  }
}
