package tasklog.projection.feed;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings a view on by itself, beside the consumers of the feed and without their group, to positions that its caller
 * says and no further. Like the feed it writes rows, offsets and what it parks in one transaction, so it goes on where
 * its connection says that they are; which tables these are is the affair of that connection. For one thread.
 */
public final class StreamScan implements AutoCloseable {

  /** Nothing more can be applied until a person has looked; what came before is applied. */
  public static final class Stopped extends RuntimeException {

    private static final long serialVersionUID = 1;

    private Stopped(String message, Throwable cause) {
      super(message, cause);
    }

    private Stopped(String message) {
      super(message);
    }
  }

  /** A transaction takes no more, but for the rest of what was polled with it. */
  static final int MOST_EVENTS = 20_000;

  private static final long MOST_BYTES = 16L << 20;
  private static final Duration MOMENT = Duration.ofMillis(50);

  private final Projection projection;
  private final Stream stream;
  private final Set<Long> dropped;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<Integer, PartitionReader> readers;
  /** Read and not applied yet. */
  private final Map<Integer, ArrayDeque<Append>> waiting = new HashMap<>();

  /**
   * @param dropped  positions that an operator has given up
   * @param consumer reads nothing yet, and is closed with this
   */
  StreamScan(Projection projection, Stream stream, Collection<Integer> partitions, Set<Long> dropped,
      Consumer<byte[], byte[]> consumer) {
    this.projection = projection;
    this.stream = stream;
    this.dropped = Set.copyOf(dropped);
    this.consumer = consumer;
    var places = projection.places(stream, partitions);
    var partitioning = new Partitioning(stream.partitions());
    this.readers = partitions.stream().collect(toMap(Function.identity(),
        partition -> new PartitionReader(partition, partitioning, projection.wants(),
            requireNonNull(places.get(partition), "A partition without a row"))));
    consumer.assign(partitions.stream().map(this::partition).toList());
    readers.forEach((partition, reader) -> consumer.seek(partition(partition), reader.place().next()));
  }

  /** Records that it has read or passed over, from the beginning of the topic on. */
  public long offset() {
    return consumer.assignment().stream().mapToLong(consumer::position).sum();
  }

  /** Whether everything up to these positions, by partition, is applied. */
  public boolean isAt(Map<Integer, Long> positions) {
    return readers.entrySet().stream()
        .allMatch(reader -> reader.getValue().place().position() >= target(positions, reader.getKey()));
  }

  /**
   * Goes on towards these positions by one transaction, or waits a moment for more to come.
   *
   * @param positions by partition; each is one that the feed has applied, so the end of an append
   * @throws Stopped when the rest of the way cannot be gone
   */
  public void step(Map<Integer, Long> positions) {
    var size = new Size();
    while (!isRead(positions) && size.hasRoom()) {
      var polled = poll();
      if (polled.isEmpty()) {
        refuseShortTopic(positions);
        break;
      }
      take(polled, size, positions);
    }
    apply(take(positions));
  }

  /**
   * Goes all the way to these positions, in the current transaction. Whoever rolls that back opens another scan.
   *
   * @return false when it takes too long
   */
  public boolean reach(Map<Integer, Long> positions, Duration atMost) {
    var end = System.nanoTime() + atMost.toNanos();
    while (!isAt(positions)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      step(positions);
    }
    return true;
  }

  @Override
  public void close() {
    consumer.close();
  }

  private static long target(Map<Integer, Long> positions, int partition) {
    return positions.getOrDefault(partition, 0L);
  }

  private boolean isRead(Map<Integer, Long> positions) {
    return readers.keySet().stream().allMatch(partition -> read(partition) >= target(positions, partition));
  }

  private long read(int partition) {
    var appends = waiting.get(partition);
    return appends == null || appends.isEmpty()
        ? reader(partition).place().position()
        : appends.getLast().position();
  }

  private Map<Integer, List<ConsumerRecord<byte[], byte[]>>> poll() {
    try {
      var polled = consumer.poll(MOMENT);
      var records = new LinkedHashMap<Integer, List<ConsumerRecord<byte[], byte[]>>>();
      polled.partitions().forEach(partition -> records.put(partition.partition(), polled.records(partition)));
      return records;
    } catch (OffsetOutOfRangeException gone) {
      throw new Stopped("The topic does not have what comes next, at "
          + gone.offsetOutOfRangePartitions(), gone);
    }
  }

  /** How much one transaction has already. */
  private static final class Size {

    private long events;
    private long bytes;

    private boolean hasRoom() {
      return events < MOST_EVENTS && bytes < MOST_BYTES;
    }
  }

  private void take(Map<Integer, List<ConsumerRecord<byte[], byte[]>>> polled, Size size,
      Map<Integer, Long> positions) {
    polled.forEach((partition, records) -> {
      size.events += records.size();
      size.bytes += records.stream().mapToLong(ConsumerRecord::serializedValueSize).sum();
      var reading = reader(partition).read(records);
      waiting.computeIfAbsent(partition, _ -> new ArrayDeque<>())
          .addAll(reading.appends().stream().map(this::withoutDropped).toList());
      if (reading.fault() != null) {
        apply(take(positions));
        throw new Stopped("View " + projection.view() + " cannot go on: " + reading.fault().getMessage(),
            reading.fault());
      }
    });
  }

  /** Where the topic ends although rows have been made of more, those would be lost. */
  private void refuseShortTopic(Map<Integer, Long> positions) {
    var ends = consumer.endOffsets(consumer.assignment());
    readers.keySet().forEach(partition -> {
      var end = requireNonNull(ends.get(partition(partition)), "A partition without an end");
      if (read(partition) < target(positions, partition) && consumer.position(partition(partition)) >= end) {
        throw new Stopped("Partition " + partition + " of " + stream.topic() + " ends at position "
            + read(partition) + ", the rows of the view " + projection.view() + " are at "
            + target(positions, partition) + ": it has lost events, which a rebuild would lose too");
      }
    });
  }

  private List<Append> take(Map<Integer, Long> positions) {
    var taken = new ArrayList<Append>();
    waiting.forEach((partition, appends) -> {
      while (!appends.isEmpty() && appends.getFirst().position() <= target(positions, partition)) {
        taken.add(appends.removeFirst());
      }
    });
    return taken;
  }

  private void apply(List<Append> appends) {
    projection.apply(stream, appends, append -> reader(append.partition()).committed(append));
  }

  private Append withoutDropped(Append append) {
    if (append.received().stream().noneMatch(this::isDropped)) {
      return append;
    }
    return new Append(append.partition(), append.from(), append.next(), append.position(),
        append.incarnation(),
        append.received().stream().filter(received -> !isDropped(received)).toList());
  }

  private boolean isDropped(Received received) {
    return dropped.contains(received.placed().position());
  }

  private PartitionReader reader(int partition) {
    return requireNonNull(readers.get(partition), "A record of a partition that was not assigned");
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(stream.topic(), number);
  }
}
