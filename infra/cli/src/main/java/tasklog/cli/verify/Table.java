package tasklog.cli.verify;

import java.util.List;
import java.util.Locale;

/** The tables whose rows are folded from the log, and what of them is compared. */
enum Table {
  TASK(View.TASK, List.of("task_id"), """
      SELECT task_id, owner_id, title, description, status, priority, due_at, tag_ids, attributes,
             created_at, updated_at, completed_at, deleted_at, version
        FROM task
       WHERE owner_id BETWEEN ? AND ?
      """),

  TASK_TAG(View.TASK, List.of("task_id", "tag_id"), """
      SELECT task_id, tag_id, owner_id, task_created_at, task_deleted
        FROM task_tag
       WHERE owner_id BETWEEN ? AND ?
      """),

  /** That there is one; of its words only the service knows how they are cut. */
  TASK_TEXT(View.TASK, List.of("task_id"), """
      SELECT task_id, owner_id
        FROM task_text
       WHERE owner_id BETWEEN ? AND ?
      """),

  TAG(View.TAG, List.of("tag_id"), """
      SELECT tag_id, owner_id, name, created_at, updated_at, version
        FROM tag
       WHERE owner_id BETWEEN ? AND ?
      """),

  TASK_VERSION(View.HISTORY, List.of("task_id", "position"), """
      SELECT task_id, position, owner_id, title_at, description_at, attributes_at, status, priority, due_at,
             tag_ids, completed_at, deleted_at
        FROM task_version
       WHERE owner_id BETWEEN ? AND ?
      """);

  private final View view;
  private final List<String> key;
  private final String sql;

  Table(View view, List<String> key, String sql) {
    this.view = view;
    this.key = key;
    this.sql = sql;
  }

  /** That writes it. */
  View view() {
    return view;
  }

  /** The columns that tell its rows apart. */
  List<String> key() {
    return key;
  }

  /** Takes the first and the last owner. */
  String sql() {
    return sql;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
