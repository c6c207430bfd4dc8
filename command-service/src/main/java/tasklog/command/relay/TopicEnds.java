package tasklog.command.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Finds the last committed records of a topic from its end, whatever its length. */
final class TopicEnds {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long FIRST_STEP = 16;
  private static final long FARTHER = 16;

  private final Consumer<byte[], byte[]> consumer;
  private final Duration patience;

  /** @param consumer reads what is committed */
  TopicEnds(Consumer<byte[], byte[]> consumer, Duration patience) {
    this.consumer = consumer;
    this.patience = patience;
  }

  private record Bounds(TopicPartition partition, long begin, long end) {

    long start(long step) {
      return Math.max(begin, end - step);
    }
  }

  /**
   * The last record of each partition that is wanted; partitions without one are absent. Behind the last record there
   * are markers of transactions, and what aborted ones have left, so that it takes a search.
   */
  Map<Integer, ConsumerRecord<byte[], byte[]>> last(String topic, int partitions,
      Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    var found = new HashMap<Integer, ConsumerRecord<byte[], byte[]>>();
    var open = new ArrayList<>(bounds(topic, partitions));
    for (long step = FIRST_STEP; !open.isEmpty(); step *= FARTHER) {
      long reach = step;
      read(open, reach, wanted, found);
      open.removeIf(it -> found.containsKey(it.partition().partition()) || it.start(reach) == it.begin());
    }
    return found;
  }

  private List<Bounds> bounds(String topic, int partitions) {
    var all = IntStream.range(0, partitions).mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
    var begins = consumer.beginningOffsets(all);
    var ends = consumer.endOffsets(all);
    return all.stream()
        .map(it -> new Bounds(it, Objects.requireNonNull(begins.get(it)),
            Objects.requireNonNull(ends.get(it))))
        .toList();
  }

  private void read(List<Bounds> open, long step, Predicate<ConsumerRecord<byte[], byte[]>> wanted,
      Map<Integer, ConsumerRecord<byte[], byte[]>> found) {
    consumer.assign(open.stream().map(Bounds::partition).toList());
    open.forEach(it -> consumer.seek(it.partition(), it.start(step)));
    var deadline = System.nanoTime() + patience.toNanos();
    while (open.stream().anyMatch(it -> consumer.position(it.partition()) < it.end())) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("The ends of " + consumer.assignment() + " could not be read in time");
      }
      for (var record : consumer.poll(POLL)) {
        if (wanted.test(record)) found.put(record.partition(), record);
      }
    }
  }
}
