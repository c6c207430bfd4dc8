package tasklog.projection.task;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tasklog.events.TagId;

/**
 * How many tasks an owner has. Deleted ones count in {@code deleted} only.
 *
 * @param byStatus   all statuses, zeros included
 * @param byPriority all priorities, zeros included
 * @param overdue    open and due before now
 * @param byTag      tags that are on a task, the most used first
 */
record TaskCounts(
    long total,
    Map<String, Long> byStatus,
    Map<String, Long> byPriority,
    long overdue,
    long deleted,
    List<ByTag> byTag) {

  /** @param name null while no view knows the tag's name */
  record ByTag(TagId tagId, @Nullable String name, long count) {}
}
