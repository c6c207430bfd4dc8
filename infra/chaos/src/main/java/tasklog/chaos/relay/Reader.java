package tasklog.chaos.relay;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tasklog.command.relay.StreamSettings;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.CloudEvents.Delivered;

/**
 * An integrator's consumer: reads what is committed from the beginning, while it is written, and keeps count of all
 * that must not be. Knows nothing of how it is written.
 */
final class Reader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final StreamSettings stream;
  private final Map<String, Object> config;
  private final Map<Long, UUID> seen = new HashMap<>();
  private final long[] last;
  private final Thread thread;
  private long events;
  private long duplicates;
  private long orderBreaks;
  private long chainBreaks;
  private long reached;
  private volatile boolean finishing;

  Reader(String bootstrap, StreamSettings stream) {
    this.stream = stream;
    this.last = new long[stream.partitions()];
    this.config = Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    this.thread = Thread.ofPlatform().name("reader").start(this::run);
  }

  private void run() {
    try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(),
        new ByteArrayDeserializer())) {
      var partitions = IntStream.range(0, last.length)
          .mapToObj(partition -> new TopicPartition(stream.events(), partition)).toList();
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, 0));
      while (!finishing) {
        take(consumer.poll(POLL));
      }
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        take(consumer.poll(POLL));
      }
    }
  }

  private synchronized void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    records.forEach(this::take);
    notifyAll();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    var delivered = delivered(record);
    long position = delivered.event().position();
    long before = last[record.partition()];
    events++;
    if (seen.put(position, delivered.event().id()) != null) duplicates++;
    if (position <= before) orderBreaks++;
    if (delivered.previous() != before) chainBreaks++;
    last[record.partition()] = position;
    reached = Math.max(reached, position);
  }

  private static Delivered delivered(ConsumerRecord<byte[], byte[]> record) {
    return CloudEvents.read(name -> {
      var header = record.headers().lastHeader(name);
      return header == null ? null : header.value();
    }, record.value());
  }

  /** @return whether an event at this position, or one behind it, came in time */
  synchronized boolean await(long position, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (reached < position) {
      long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
      if (left <= 0 || !thread.isAlive()) return false;
      wait(left);
    }
    return true;
  }

  /** @param log the ids of its events, from position 1 on */
  synchronized Findings compare(List<UUID> log) {
    long gaps = 0;
    long strangers = seen.size();
    for (int index = 0; index < log.size(); index++) {
      var id = seen.get(index + 1L);
      if (id == null) gaps++;
      if (log.get(index).equals(id)) strangers--;
    }
    return new Findings(events, duplicates, gaps, orderBreaks, chainBreaks, strangers);
  }

  /** Reads all that there is now, and ends. */
  Reader finish() throws InterruptedException {
    finishing = true;
    thread.join();
    return this;
  }

  @Override
  public void close() throws InterruptedException {
    finish();
  }
}
