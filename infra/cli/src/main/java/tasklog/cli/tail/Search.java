package tasklog.cli.tail;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Looks for a place in partitions by going back from their ends in growing steps, so that it costs as much as the place
 * is far from the end, however long a partition is. Behind its last record a partition has markers of transactions, so
 * that the end itself says nothing.
 */
final class Search {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long FIRST_STEP = 16;
  private static final long FARTHER = 4;

  private final Consumer<byte[], byte[]> consumer;
  private final Map<TopicPartition, Long> begins;
  private final Map<TopicPartition, Long> ends;
  private final Map<TopicPartition, Long> places;

  /** @param consumer of committed records; it loses what it was assigned */
  Search(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    this.consumer = consumer;
    this.begins = consumer.beginningOffsets(partitions);
    this.ends = consumer.endOffsets(partitions);
    this.places = new HashMap<>(ends);
  }

  /**
   * The first offsets, of those that were tried, from which on the partition holds what is looked for; its beginning
   * where nothing does.
   *
   * @param found  whether a record is what is looked for
   * @param enough whether what follows the record on its partition need not be looked at
   */
  Map<TopicPartition, Long> places(Predicate<ConsumerRecord<byte[], byte[]>> found,
      Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    var open = new HashSet<>(ends.keySet());
    for (long step = FIRST_STEP; !open.isEmpty(); step *= FARTHER) {
      for (var partition : open) {
        places.put(partition, Math.max(of(begins, partition), of(ends, partition) - step));
      }
      open.removeAll(look(open, found, enough));
      open.removeIf(partition -> of(places, partition) == of(begins, partition));
    }
    return places;
  }

  /** On which of the partitions it is found from their places on. */
  private Set<TopicPartition> look(Set<TopicPartition> open, Predicate<ConsumerRecord<byte[], byte[]>> found,
      Predicate<ConsumerRecord<byte[], byte[]>> enough) {
    var successes = new HashSet<TopicPartition>();
    var unread = new HashSet<>(open);
    consumer.assign(open);
    open.forEach(partition -> consumer.seek(partition, of(places, partition)));
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      unread.removeIf(partition -> consumer.position(partition) >= of(ends, partition));
      if (unread.isEmpty()) return successes;
      if (System.nanoTime() - deadline > 0)
        throw new TimeoutException("the ends of the topic could not be read");
      for (var record : consumer.poll(POLL)) {
        var partition = new TopicPartition(record.topic(), record.partition());
        if (!unread.contains(partition)) continue;
        if (found.test(record)) successes.add(partition);
        if (enough.test(record)) unread.remove(partition);
      }
    }
  }

  private static long of(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition));
  }
}
