package tasklog.projection.task;

import java.util.List;
import java.util.Map;
import tasklog.events.TagId;

/**
 * How many tasks an owner has. Deleted ones count in {@code deleted} only.
 *
 * @param byStatus   all statuses, zeros included
 * @param byPriority all priorities, zeros included
 * @param overdue    open and due before now
 * @param byTag      all tags, zeros included, the most used first, then by name
 */
record TaskCounts(
    long total,
    Map<String, Long> byStatus,
    Map<String, Long> byPriority,
    long overdue,
    long deleted,
    List<ByTag> byTag) {

  record ByTag(TagId tagId, String name, long count) {}
}
