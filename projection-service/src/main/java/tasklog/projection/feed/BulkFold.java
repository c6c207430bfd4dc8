package tasklog.projection.feed;

import java.util.List;

/**
 * Makes rows of many events in memory, and writes each of them once however many events there are of it. Only for
 * tables that nobody reads. What it cannot make rows of it refuses as {@link View#apply} does; nothing is committed
 * then, and the view is brought the events again in the usual way. For one partition of the stream, and one thread.
 */
public interface BulkFold {

  /** Takes events as {@link View#apply} does; may write, in the current transaction, what will not change any more. */
  void apply(List<FeedEvent> events);

  /**
   * Writes all that is not written yet, in the current transaction, and keeps nothing: from here on the tables have rows
   * of the owners whose events come.
   */
  void write();

  /** About how much memory it takes. */
  long bytes();
}
