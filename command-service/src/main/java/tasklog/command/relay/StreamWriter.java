package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import tasklog.command.store.LoggedEvent;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.Heartbeat;
import tasklog.events.wire.TasklogJson;

/**
 * Continues a stream from its checkpoint. A transaction is a contiguous range of positions, made of whole appends, and
 * the checkpoint at its end; readers of what is committed see all of it or nothing. After any failure a writer is of no
 * more use: what has become of its last transaction is learned by taking over again. For one thread.
 */
final class StreamWriter implements AutoCloseable {

  private static final Duration FAREWELL = Duration.ofMillis(200);

  private final Producer<byte[], byte[]> producer;
  private final StreamSettings stream;
  private final UUID incarnation;
  private final long[] last;
  private long position;
  private @Nullable UUID eventId;
  private long appendLast;
  private long bytes;

  /**
   * @param producer has shut every former writer out
   * @param from     where the stream stands
   */
  StreamWriter(Producer<byte[], byte[]> producer, StreamSettings stream, Checkpoint from) {
    this.producer = producer;
    this.stream = stream;
    this.incarnation = from.incarnation();
    this.last = from.last().stream().mapToLong(Long::longValue).toArray();
    this.position = from.position();
    this.eventId = from.eventId();
    this.appendLast = position;
  }

  /** The last position that was sent. */
  long position() {
    return position;
  }

  /** Size of the data that were sent in this transaction. */
  long bytes() {
    return bytes;
  }

  void begin() {
    bytes = 0;
    producer.beginTransaction();
  }

  /** Takes the events that follow in the log; that they could not be written shows at the commit. */
  void send(List<LoggedEvent> events) {
    for (var event : events) {
      if (event.position() != position + 1) {
        throw Refusals.hole(position, event.position());
      }
      send(event);
    }
  }

  private void send(LoggedEvent event) {
    var outgoing = EventRecord.of(event, last.length);
    send(outgoing.record(stream.events(), incarnation, last[outgoing.partition()]));
    last[outgoing.partition()] = event.position();
    position = event.position();
    eventId = event.id();
    appendLast = event.appendLast();
  }

  /**
   * Makes visible what was sent since {@link #begin}, with the checkpoint.
   *
   * @param moment when all of the log up to here was there, if that is to be told
   */
  void commit(@Nullable Moment moment) {
    if (position != appendLast) {
      throw new IllegalStateException("The append up to " + appendLast + " would be split at " + position);
    }
    var partitions = Arrays.stream(last).boxed().toList();
    sendState(Checkpoint.KEY, new Checkpoint(position, eventId, incarnation, partitions));
    if (moment != null) {
      sendState(Heartbeat.KEY, new Heartbeat(position, moment.time(), incarnation, partitions));
    }
    producer.commitTransaction();
  }

  private void sendState(String key, Object value) {
    send(new ProducerRecord<>(stream.checkpoints(), 0, key.getBytes(UTF_8),
        TasklogJson.mapper().writeValueAsBytes(value)));
  }

  private void send(ProducerRecord<byte[], byte[]> outgoing) {
    bytes += outgoing.value().length;
    failFast(producer.send(outgoing));
  }

  /**
   * What cannot even be handed over fails here, everything later at the commit: while no broker is known each further
   * record would wait for as long again.
   */
  private static void failFast(Future<?> sent) {
    if (sent.isDone() && sent.state() == Future.State.FAILED) {
      throw new KafkaException("A record could not be handed over", sent.exceptionNow());
    }
  }

  /**
   * What is not committed by now never will be: who takes over shuts this producer out. So its end is not waited for
   * any longer: with a broker that is away, a producer can take minutes to give up a transaction.
   */
  @Override
  public void close() {
    var farewell = Thread.ofPlatform().daemon().name("relay-farewell").start(() -> producer.close(FAREWELL));
    try {
      farewell.join(FAREWELL.multipliedBy(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
