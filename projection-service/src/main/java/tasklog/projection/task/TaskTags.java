package tasklog.projection.task;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tasklog.events.TagId;
import tasklog.projection.task.TaskFold.Change;

/** What changes of tasks make of the rows that hold their tags. */
final class TaskTags {

  /**
   * A row of the table task_tag.
   *
   * @param task on which the tag is, or was
   * @param on   false when the row goes away
   */
  record Row(TaskRow task, TagId tag, boolean on) {}

  private TaskTags() {}

  /** The rows to write, each once; none for a task whose tags, and whose deletion, are as before. */
  static List<Row> changed(List<Change> changes) {
    var rows = new ArrayList<Row>();
    for (var change : changes) {
      var after = change.after();
      var before = change.before() == null ? Set.<TagId>of() : new LinkedHashSet<>(change.before().tagIds());
      var moved = change.before() != null && isDeleted(change.before()) != isDeleted(after);
      var tags = new LinkedHashSet<>(after.tagIds());
      tags.stream().filter(tag -> moved || !before.contains(tag))
          .forEach(tag -> rows.add(new Row(after, tag, true)));
      before.stream().filter(tag -> !tags.contains(tag)).forEach(tag -> rows.add(new Row(after, tag, false)));
    }
    return rows;
  }

  static boolean isDeleted(TaskRow task) {
    return task.deletedAt() != null;
  }
}
