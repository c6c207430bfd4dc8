package tasklog.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.Heartbeat;
import tasklog.events.wire.RecordedEvent;
import tasklog.events.wire.TasklogJson;
import tasklog.events.wire.Topics;
import tasklog.projection.feed.Partitioning;
import tasklog.testkit.TestKafka;

/** Topics of a generation that no other test uses, and what the relay would write to them. */
public final class TestStream implements AutoCloseable {

  public static final int PARTITIONS = 3;

  private static final AtomicInteger GENERATIONS = new AtomicInteger();

  private final int generation = GENERATIONS.incrementAndGet();
  private final UUID log = UUID.randomUUID();
  private final Long[] last = new Long[PARTITIONS];
  private final Partitioning partitioning = new Partitioning(PARTITIONS);
  private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
      ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers(),
      ProducerConfig.TRANSACTIONAL_ID_CONFIG, "relay-" + generation), new ByteArraySerializer(),
      new ByteArraySerializer());

  public TestStream() {
    Arrays.fill(last, 0L);
    producer.initTransactions();
  }

  /** Creates the topics, as the relay does when it starts. */
  public TestStream create() {
    try (var admin = admin()) {
      admin.createTopics(List.of(
          new NewTopic(events(), PARTITIONS, (short) 1),
          new NewTopic(checkpoints(), 1, (short) 1).configs(Map.of("cleanup.policy", "compact")))).all()
          .get();
      return this;
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public int generation() {
    return generation;
  }

  public UUID log() {
    return log;
  }

  public int partition(RecordedEvent event) {
    return partitioning.of(event.owner());
  }

  /** In one transaction, each with the position before it on its partition. */
  public TestStream publish(List<RecordedEvent> events) {
    producer.beginTransaction();
    for (var event : events) {
      var partition = partition(event);
      send(event, log, last[partition]);
      last[partition] = event.position();
    }
    producer.commitTransaction();
    return this;
  }

  /** In the chain, but not as the relay would have written it. */
  public TestStream publish(RecordedEvent event, UnaryOperator<ProducerRecord<byte[], byte[]>> damage) {
    var partition = partition(event);
    producer.beginTransaction();
    var _ = producer.send(damage.apply(record(event, log, last[partition])));
    producer.commitTransaction();
    last[partition] = event.position();
    return this;
  }

  /** In the chain, after events that are missing. */
  public TestStream pass(List<RecordedEvent> events) {
    last[partition(events.getFirst())] = events.getFirst().position() - 1;
    return publish(events);
  }

  /** Out of the chain. */
  public void publish(RecordedEvent event, UUID log, long previous) {
    producer.beginTransaction();
    send(event, log, previous);
    producer.commitTransaction();
  }

  /** What nobody may ever see. */
  public void abort(List<RecordedEvent> events) {
    producer.beginTransaction();
    events.forEach(event -> send(event, log, last[partition(event)]));
    producer.flush();
    producer.abortTransaction();
  }

  public void heartbeat(Instant time) {
    var head = Arrays.stream(last).mapToLong(Long::longValue).max().orElseThrow();
    var heartbeat = TasklogJson.mapper().writeValueAsBytes(new Heartbeat(head, time, log, List.of(last)));
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(checkpoints(), 0, Heartbeat.KEY.getBytes(UTF_8), heartbeat));
    producer.commitTransaction();
  }

  public void delete() {
    try (var admin = admin()) {
      admin.deleteTopics(List.of(events())).all().get();
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }

  private void send(RecordedEvent event, UUID source, long previous) {
    var _ = producer.send(record(event, source, previous)); // a failure fails the commit
  }

  private ProducerRecord<byte[], byte[]> record(RecordedEvent event, UUID source, long previous) {
    var record = new ProducerRecord<>(events(), partition(event), event.owner().toString().getBytes(UTF_8),
        event.data().getBytes(UTF_8));
    CloudEvents.headers(event, source, previous).forEach(record.headers()::add);
    return record;
  }

  public String events() {
    return Topics.events(generation);
  }

  private String checkpoints() {
    return Topics.checkpoints(generation);
  }

  private static Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()));
  }
}
