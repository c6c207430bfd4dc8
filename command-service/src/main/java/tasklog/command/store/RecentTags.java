package tasklog.command.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each tag was written last, in a stretch of the log that this process has appended without another in between.
 * It spares the look into the index of tags for a condition on what nobody has touched since: the condition is brought
 * up to the end of the stretch, and the log only looks at what others have appended after that. Used by one thread.
 */
final class RecentTags {

  private static final int CAPACITY = 100_000;

  private final int capacity;

  /** Those written longest ago come first. */
  private final Map<TagKey, Long> positions = new LinkedHashMap<>();

  /** The stretch: past {@code since}, up to {@code head}. Every tag of every event of it is remembered. */
  private long since;
  private long head;

  RecentTags() {
    this(CAPACITY);
  }

  /** @param capacity tags that are remembered at most; those written longest ago are forgotten first */
  RecentTags(int capacity) {
    this.capacity = capacity;
  }

  /** Told of each append of this process, in any order. */
  void appended(long first, List<NewEvent> events) {
    if (first != head + 1) {
      positions.clear();
      since = first - 1;
    }
    head = first - 1;
    for (var event : events) {
      head++;
      for (var tag : event.tags()) {
        positions.remove(tag); // and so to the end
        positions.put(tag, head);
      }
    }
    forgetEldest();
  }

  private void forgetEldest() {
    var eldest = positions.values().iterator();
    for (int left = positions.size() - capacity; left > 0; left--) {
      since = eldest.next();
      eldest.remove();
    }
  }

  /** The condition, brought up to date where it is certain that nothing it speaks of has been appended since. */
  Condition renew(Condition condition) {
    var tags = condition.criterion().tags();
    long after = condition.after();
    if (tags.isEmpty() || after < since || after >= head) return condition;
    var last = positions.get(tags.getFirst());
    return last == null || last <= after ? new Condition(condition.criterion(), head) : condition;
  }
}
