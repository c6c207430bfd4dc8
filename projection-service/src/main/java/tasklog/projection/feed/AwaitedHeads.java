package tasklog.projection.feed;

import java.util.ArrayList;
import java.util.List;
import tasklog.events.wire.Heartbeat;

/**
 * Heads of the log that are not fully projected yet, oldest first. Bounded: when there are many, every second one is
 * forgotten, which only makes the lag that is shown coarser while it is long anyway. For one thread at a time.
 */
final class AwaitedHeads {

  static final int MOST = 256;

  private final List<Heartbeat> heads = new ArrayList<>();

  void add(Heartbeat head) {
    if (!heads.isEmpty() && head.time().isBefore(heads.getLast().time())) {
      return;
    }
    heads.add(head);
    if (heads.size() > MOST) {
      for (var index = heads.size() - 2; index >= 0; index -= 2) {
        heads.remove(index);
      }
    }
  }

  List<Heartbeat> newestFirst() {
    return heads.reversed();
  }

  /** Forgets a head and all before it. */
  void reached(Heartbeat head) {
    heads.subList(0, heads.lastIndexOf(head) + 1).clear();
  }
}
