package tasklog.command.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where each tag was written last, in a stretch of the log that this process knows whole: what it has appended itself,
 * and what it has read of the appends of others in between. It spares the look into the index of tags for a condition on
 * what nobody has touched since: the condition is brought up to the end of the stretch, and the log only looks at what
 * comes after that. Thread-safe.
 */
final class RecentTags {

  /** What others have appended and this process has not read: past {@code after}, before {@code end}. */
  record Gap(long after, long end) {

    int size() {
      return Math.toIntExact(end - after - 1);
    }
  }

  /**
   * An event of this process that names many things.
   *
   * @param before for each of its tags, where the last event with it stood, or where the stretch began
   */
  record Wide(NewEvent event, long position, Map<TagKey, Long> before) {

    long before(TagKey tag) {
      return before.getOrDefault(tag, position);
    }
  }

  private static final int CAPACITY = 100_000;

  /** Whoever is further behind has better things to do than to catch up: the stretch begins anew. */
  private static final int MAX_GAP = 10_000;

  /** Before this process has appended anything. */
  private static final long NONE = -1;

  private final int capacity;
  private final int maxGap;

  /** Those written longest ago come first. */
  private final LinkedHashMap<TagKey, Long> positions = new LinkedHashMap<>();

  /** Appends of this process beyond the gap, by their first positions. */
  private final TreeMap<Long, List<NewEvent>> ahead = new TreeMap<>();

  /** Not taken yet. */
  private final List<Wide> wide = new ArrayList<>();

  /** The stretch: past {@code since}, up to {@code head}. Every tag of every event of it is remembered. */
  private long since;
  private long head = NONE;

  RecentTags() {
    this(CAPACITY, MAX_GAP);
  }

  /**
   * @param capacity tags that are remembered at most; those written longest ago are forgotten first
   * @param maxGap   how many events of others are waited for
   */
  RecentTags(int capacity, int maxGap) {
    this.capacity = capacity;
    this.maxGap = maxGap;
  }

  /**
   * Told of each append of this process, in any order.
   *
   * @return whether there is a {@link #gap} to read, or something to {@linkplain #takeWide take}
   */
  synchronized boolean appended(long first, List<NewEvent> events) {
    if (first == head + 1) {
      ahead.put(first, events);
      takeAhead();
      return !wide.isEmpty();
    }
    boolean beyond = head != NONE && first > head && first - head <= maxGap;
    if (!beyond) beginAnew(first - 1);
    ahead.put(first, events);
    if (!beyond) takeAhead();
    return beyond || !wide.isEmpty();
  }

  /** What has to be read next for the stretch to go on. */
  synchronized Optional<Gap> gap() {
    return ahead.isEmpty() ? Optional.empty() : Optional.of(new Gap(head, ahead.firstKey()));
  }

  /**
   * Takes the next event of another process.
   *
   * @return for each of its tags, in their order, where the last event with it stood, or where the stretch began; none
   *         when the event is not the next one, as the stretch has begun anew
   */
  synchronized Optional<long[]> followed(long position, List<TagKey> tags) {
    if (position != head + 1) return Optional.empty();
    var before = tags.stream().mapToLong(tag -> positions.getOrDefault(tag, since)).toArray();
    write(tags);
    forgetEldest();
    takeAhead();
    return Optional.of(before);
  }

  /** Events of this process that name many things, in order, each once: as soon as what stands before them is known. */
  synchronized List<Wide> takeWide() {
    var taken = List.copyOf(wide);
    wide.clear();
    return taken;
  }

  /** Goes on without what cannot be read: the stretch begins anew behind it. */
  synchronized void skip(Gap gap) {
    if (gap.after() > head || head >= gap.end()) return;
    beginAnew(gap.end() - 1);
    takeAhead();
  }

  private void beginAnew(long position) {
    positions.clear();
    ahead.headMap(position, true).clear();
    if (!ahead.isEmpty() && ahead.firstKey() - position > maxGap) ahead.clear();
    since = position;
    head = position;
  }

  private void takeAhead() {
    while (!ahead.isEmpty() && ahead.firstKey() == head + 1) {
      for (var event : ahead.pollFirstEntry().getValue()) {
        if (event.taskIds() == null) write(event.tags());
        else wide.add(writeWide(event));
      }
    }
    forgetEldest();
  }

  private Wide writeWide(NewEvent event) {
    head++;
    var before = HashMap.<TagKey, Long>newHashMap(event.tags().size());
    for (var tag : event.tags()) {
      var last = positions.putLast(tag, head);
      before.put(tag, last == null ? since : last);
    }
    return new Wide(event, head, before);
  }

  private void write(List<TagKey> tags) {
    head++;
    for (var tag : tags) {
      positions.putLast(tag, head);
    }
  }

  private void forgetEldest() {
    var eldest = positions.values().iterator();
    for (int left = positions.size() - capacity; left > 0; left--) {
      since = eldest.next();
      eldest.remove();
    }
  }

  /** The condition, brought up to date where it is certain that nothing it speaks of has been appended since. */
  synchronized Condition renew(Condition condition) {
    var tags = condition.criterion().tags();
    long after = condition.after();
    if (tags.isEmpty() || after < since || after >= head) return condition;
    var last = positions.get(tags.getFirst());
    return last == null || last <= after ? new Condition(condition.criterion(), head) : condition;
  }

  /** Whether an event that the condition forbids is certainly in the log. */
  synchronized boolean refutes(Condition condition) {
    var criterion = condition.criterion();
    if (criterion.tags().size() != 1 || !criterion.types().isEmpty()) return false;
    var last = positions.get(criterion.tags().getFirst());
    return last != null && last > condition.after();
  }
}
