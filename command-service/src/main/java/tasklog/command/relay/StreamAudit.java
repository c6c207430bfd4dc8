package tasklog.command.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventLog;
import tasklog.command.store.LoggedEvent;

/**
 * Holds a stream against its log, from the first event on: each is there once, on its partition and in its order, with
 * the key, the headers ({@code ce_previous} among them) and the bytes that the log makes of it, and nothing else is.
 * Memory does not grow with the log. For one thread.
 */
final class StreamAudit {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int PAGE = 1_000;
  private static final int MOST_WAITING = 2_000;

  private final EventLog log;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final UUID incarnation;
  private final List<TopicPartition> partitions;
  private final List<Queue<ConsumerRecord<byte[], byte[]>>> waiting;
  private final long[] last;
  private final long[] ends;

  /** @param consumer reads what is committed; at once what is there now, and nothing that comes later */
  StreamAudit(EventLog log, Consumer<byte[], byte[]> consumer, String topic) {
    this.log = log;
    this.consumer = consumer;
    this.topic = topic;
    this.incarnation = log.incarnation();
    this.partitions = IntStream.range(0, consumer.partitionsFor(topic).size())
        .mapToObj(partition -> new TopicPartition(topic, partition)).toList();
    this.waiting = Stream.<Queue<ConsumerRecord<byte[], byte[]>>>generate(ArrayDeque::new)
        .limit(partitions.size())
        .toList();
    this.last = new long[partitions.size()];
    var byPartition = consumer.endOffsets(partitions);
    this.ends = partitions.stream().mapToLong(byPartition::get).toArray();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /**
   * Compares.
   *
   * @param to       the last position that is expected
   * @param progress is told how far it is
   * @return the first difference, in words; empty when there is none
   */
  Optional<String> compare(long to, LongConsumer progress) {
    for (long position = 0; position < to; progress.accept(position)) {
      for (var event : log.read(position, PAGE)) {
        if (event.position() > to) return surplus();
        var difference = compare(event);
        if (difference.isPresent()) return difference;
        position = event.position();
      }
    }
    return surplus();
  }

  private Optional<String> compare(LoggedEvent event) {
    var outgoing = EventRecord.of(event, partitions.size());
    int partition = outgoing.partition();
    var found = next(partition);
    if (found == null)
      return Optional.of("%s-%d ends at position %d; the event at position %d is missing".formatted(topic,
          partition, last[partition], event.position()));
    if (!isSame(outgoing.record(topic, incarnation, last[partition]), found))
      return Optional
          .of("%s-%d holds at offset %d something else than the event at position %d".formatted(topic,
              partition, found.offset(), event.position()));
    last[partition] = event.position();
    return Optional.empty();
  }

  private static boolean isSame(ProducerRecord<byte[], byte[]> expected,
      ConsumerRecord<byte[], byte[]> found) {
    return Arrays.equals(expected.key(), found.key()) && Arrays.equals(expected.value(), found.value())
        && expected.headers().equals(found.headers());
  }

  private @Nullable ConsumerRecord<byte[], byte[]> next(int partition) {
    var queue = waiting.get(partition);
    while (queue.isEmpty() && !isRead(partition)) {
      poll();
    }
    return queue.poll();
  }

  private Optional<String> surplus() {
    for (int partition = 0; partition < partitions.size(); partition++) {
      var found = next(partition);
      if (found != null)
        return Optional
            .of("%s-%d holds a record at offset %d that is not in the log".formatted(topic, partition,
                found.offset()));
    }
    return Optional.empty();
  }

  private boolean isRead(int partition) {
    return consumer.position(partitions.get(partition)) >= ends[partition];
  }

  private void poll() {
    consumer.resume(consumer.paused());
    consumer.pause(full());
    for (var record : consumer.poll(POLL)) {
      if (record.offset() < ends[record.partition()]) waiting.get(record.partition()).add(record);
    }
  }

  private Collection<TopicPartition> full() {
    return partitions.stream().filter(it -> waiting.get(it.partition()).size() > MOST_WAITING).toList();
  }
}
