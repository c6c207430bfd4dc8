package tasklog.cli.tail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import tasklog.events.wire.CloudEvents.Delivered;

/**
 * Brings the events of partitions into the order of their positions. Positions are dense, so the next one is known, and
 * nothing else waits than what comes before its turn; where only some partitions are read, the smallest of them all is
 * next. For one thread.
 */
final class Merge {

  private final List<Queue<Delivered>> partitions = new ArrayList<>();
  private final PriorityQueue<Queue<Delivered>> waiting = new PriorityQueue<>(
      Comparator.comparingLong(queue -> Objects.requireNonNull(queue.peek()).event().position()));
  private long next;

  /**
   * @param partitions how many are merged, numbered from 0
   * @param next       the first position that is wanted; those before it are passed over
   */
  Merge(int partitions, long next) {
    for (int partition = 0; partition < partitions; partition++) {
      this.partitions.add(new ArrayDeque<>());
    }
    this.next = next;
  }

  /** Takes the event that follows on a partition. */
  void add(int partition, Delivered event) {
    if (event.event().position() < next) return;
    var queue = partitions.get(partition);
    queue.add(event);
    if (queue.size() == 1) waiting.add(queue);
  }

  /** How many events of a partition wait for their turn. */
  int waiting(int partition) {
    return partitions.get(partition).size();
  }

  /** The next event, if it is certain that none comes before it. */
  Optional<Delivered> poll() {
    var first = waiting.peek();
    if (first == null) return Optional.empty();
    var event = Objects.requireNonNull(first.peek());
    if (event.event().position() != next && waiting.size() < partitions.size()) return Optional.empty();
    waiting.remove();
    first.remove();
    if (!first.isEmpty()) waiting.add(first);
    next = event.event().position() + 1;
    return Optional.of(event);
  }
}
