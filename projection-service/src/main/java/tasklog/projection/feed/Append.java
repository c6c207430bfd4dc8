package tasklog.projection.feed;

import java.util.List;
import java.util.UUID;

/**
 * What one append has on one partition: the smallest step that a view takes. Without events it only moves the offset,
 * past records that were applied before.
 *
 * @param from        the first offset that is not applied before it
 * @param next        the offset behind its last record, the {@code from} of the one after it
 * @param position    the last position of the partition once it is applied
 * @param incarnation of the log that it is from
 */
record Append(int partition, long from, long next, long position, UUID incarnation, List<FeedEvent> events) {

  Append {
    events = List.copyOf(events);
  }
}
