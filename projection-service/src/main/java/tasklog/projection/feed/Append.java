package tasklog.projection.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tasklog.projection.feed.Received.Sound;

/**
 * What one append has on one partition: the smallest step that a view takes. Without events it only moves the offset,
 * past records that were applied before.
 *
 * @param from        the first offset that is not applied before it
 * @param next        the offset behind its last record, the {@code from} of the one after it
 * @param position    the last position of the partition once it is applied
 * @param incarnation of the log that it is from
 * @param received    what the view wants of it
 */
record Append(int partition, long from, long next, long position, UUID incarnation, List<Received> received) {

  Append {
    received = List.copyOf(received);
  }

  /** Those that can be read: all of them, unless it is poisoned. */
  List<FeedEvent> events() {
    var events = new ArrayList<FeedEvent>(received.size());
    for (var one : received) {
      if (one instanceof Sound sound) {
        events.add(sound.event());
      }
    }
    return events;
  }
}
