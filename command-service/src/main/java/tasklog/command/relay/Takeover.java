package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.EventLog;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.TasklogJson;

/**
 * Makes this process the only writer of the stream, and finds where it stands. The order is what makes it safe: first
 * every other writer is shut out, so that nothing moves any more; then the checkpoint is read and held against the real
 * ends of the topic and against the log.
 */
final class Takeover {

  private static final byte[] CHECKPOINT = Checkpoint.KEY.getBytes(UTF_8);

  private final KafkaClients clients;
  private final StreamSettings stream;
  private final Duration patience;
  private final EventLog log;

  Takeover(KafkaClients clients, StreamSettings stream, Duration patience, EventLog log) {
    this.clients = clients;
    this.stream = stream;
    this.patience = patience;
    this.log = log;
  }

  /** @throws StreamRefused when the stream is not that of this log; nothing was written then */
  StreamWriter run() {
    var producer = clients.newProducer(stream.transactionalId(), patience);
    try {
      producer.initTransactions();
      return new StreamWriter(producer, stream, checkpoint(producer));
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * All of it that nobody else notices. What a takeover runs on is loaded afterwards, which takes a process that has
   * never led longer than the takeover itself.
   */
  void rehearse() {
    try (var topics = new StreamTopics(clients.newAdmin(patience), stream);
        var consumer = clients.newConsumer(patience)) {
      if (!topics.exists(stream.events()) || !topics.exists(stream.checkpoints())) return;
      var ends = new TopicEnds(consumer, patience);
      var checkpoint = read(ends);
      var producer = clients.newProducer(stream.transactionalId(), patience);
      try {
        ends.last(stream.events(), partitions(producer), _ -> true);
      } finally {
        producer.close(Duration.ZERO);
      }
      log.read(checkpoint == null ? 0 : checkpoint.position() - 1, 1);
    }
  }

  private Checkpoint checkpoint(Producer<byte[], byte[]> producer) {
    try (var topics = new StreamTopics(clients.newAdmin(patience), stream);
        var consumer = clients.newConsumer(patience)) {
      var ends = new TopicEnds(consumer, patience);
      var checkpoint = topics.exists(stream.checkpoints()) ? read(ends) : null;
      if (topics.exists(stream.events())) {
        prove(checkpoint, ends, partitions(producer));
      } else if (checkpoint != null) {
        throw Refusals.lost(stream, checkpoint);
      }
      if (checkpoint != null) return checkpoint;
      topics.create();
      return Checkpoint.start(log.incarnation(), partitions(producer));
    }
  }

  /** A checkpoint at the start says no more than none at all. */
  private @Nullable Checkpoint read(TopicEnds ends) {
    var record = ends.last(stream.checkpoints(), 1, it -> Arrays.equals(it.key(), CHECKPOINT)).get(0);
    if (record == null) return null;
    var checkpoint = TasklogJson.mapper().readValue(record.value(), Checkpoint.class);
    return checkpoint.position() == 0 ? null : checkpoint;
  }

  private void prove(@Nullable Checkpoint checkpoint, TopicEnds ends, int partitions) {
    var last = ends.last(stream.events(), partitions, _ -> true);
    if (checkpoint != null) {
      new Proof(stream, checkpoint, log).of(partitions, last);
    } else if (!last.isEmpty()) {
      throw Refusals.unaccounted(stream);
    }
  }

  private int partitions(Producer<byte[], byte[]> producer) {
    return producer.partitionsFor(stream.events()).size();
  }
}
