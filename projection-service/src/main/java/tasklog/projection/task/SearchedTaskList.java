package tasklog.projection.task;

/** The SQL of a list of tasks that are searched for. All of it is constant: what a client has sent is bound. */
final class SearchedTaskList {

  /**
   * The words have the key of the owner, and every task is asked for its owner behind this. Behind SELECT the planner does
   * not know the words, and takes few texts for matching: by statistics it might find it cheaper to read the table until
   * it has enough. All is planned for, and no more is read than is asked for.
   */
  private static final String MATCHING = """
      WITH matching AS MATERIALIZED (
        SELECT task_id FROM task_text WHERE words @@ (SELECT :words::tsquery)),
      carried AS MATERIALIZED (
        SELECT task_id FROM matching LIMIT %d)
      """.formatted(FewOrMany.FEW + 1);

  /** A subquery in this place is never made a join, so tasks stay in the order of the list. */
  private static final String MATCHES = """
      (SELECT task_text.words @@ (SELECT :words::tsquery)
         FROM task_text
        WHERE task_text.owner_id = :owner AND task_text.task_id = task.task_id)""";

  private static final String COUNTED = " AND task_id IN (SELECT task_id FROM matching)";

  private SearchedTaskList() {}

  static String sql(TaskListQuery query) {
    return MATCHING + TaskList.page(query, "", FewOrMany.ranges(query, MATCHES),
        query.filter().everywhere() + COUNTED);
  }
}
