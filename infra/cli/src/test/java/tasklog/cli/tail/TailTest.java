package tasklog.cli.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.cli.tail.Events.ADA;
import static tasklog.cli.tail.Events.BOB;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.RecordedEvent;
import tasklog.events.wire.TasklogJson;
import tasklog.events.wire.Topics;
import tasklog.testkit.TestKafka;

class TailTest {

  private static final AtomicInteger GENERATIONS = new AtomicInteger();
  private static final UUID LOG = UUID.randomUUID();

  @TempDir
  private Path folder;

  private final int generation = GENERATIONS.incrementAndGet();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Tail tail = new Tail(Path.of("none"), new PrintWriter(out, true));
  private final List<OwnerId> owners = IntStream.range(0, 7).mapToObj(_ -> new OwnerId(UUID.randomUUID()))
      .toList();
  private final KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(Map.of(
      ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, TestKafka.bootstrapServers(),
      ProducerConfig.TRANSACTIONAL_ID_CONFIG, "tail-" + generation), new ByteArraySerializer(),
      new ByteArraySerializer());
  private long head;

  @BeforeEach
  void makeTopics() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(Topics.events(generation), 3, (short) 1),
          new NewTopic(Topics.checkpoints(generation), 1, (short) 1))).all().get();
    }
    producer.initTransactions();
  }

  @AfterEach
  void stop() throws Exception {
    tail.stop();
    producer.close();
  }

  @Test
  void events_of_all_partitions_come_in_the_order_of_positions_and_nothing_that_was_aborted() {
    publish(100);
    abort(5);
    publish(100);
    var end = tail("--from", "beginning");
    awaitPositions(LongStream.rangeClosed(1, 200));
    publish(3);
    awaitPositions(LongStream.rangeClosed(1, 203));
    tail.stop();
    assertThat(end.join()).isZero();
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 457, 500})
  void it_begins_at_a_position(int from) {
    for (int transaction = 0; transaction < 10; transaction++) {
      publish(50);
    }
    var _ = tail("--from", "" + from);
    awaitPositions(LongStream.rangeClosed(from, 500));
  }

  @Test
  void without_a_place_it_begins_with_what_comes_next() {
    publish(50);
    var _ = tail();
    // What is published before it has begun is passed over, so some of these come, and from then on all.
    await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(30)).until(() -> {
      publish(1);
      return !positions().isEmpty();
    });
    publish(4);
    await().atMost(Duration.ofSeconds(30)).until(() -> positions().getLast() == head);
    assertThat(positions()).containsExactlyElementsOf(
        LongStream.rangeClosed(positions().getFirst(), head).boxed().toList());
    assertThat(positions().getFirst()).isGreaterThan(50);
  }

  @Test
  void an_owner_and_types_can_be_picked() {
    publish(Events.titled(ADA, 1, 1, "one"), Events.titled(BOB, 2, 2, "two"),
        Events.recorded(new TaskDeleted(ADA, Events.TASK), 3, 3), Events.titled(ADA, 4, 4, "four"),
        Events.recorded(new TaskDeleted(BOB, Events.TASK), 5, 5));
    var _ = tail("--from", "beginning", "--owner", ADA.toString(), "--type", "TaskDeleted,TaskCreated");
    awaitPositions(LongStream.of(3));
    tail.stop();
    assertThat(out.toString()).contains("TaskDeleted").doesNotContain("one", "two");
  }

  @Test
  void json_is_the_whole_event() {
    var event = Events.titled(ADA, 1, 1, "Größe \"1.50\"");
    publish(event);
    var _ = tail("--from", "beginning", "--json");
    await().atMost(Duration.ofSeconds(30)).until(() -> out.toString().endsWith("\n"));
    tail.stop();
    assertThat(out).hasToString(CloudEvents.json(event, LOG, 0) + System.lineSeparator());
  }

  @Test
  void what_is_no_event_ends_it_with_its_place() {
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(Topics.events(generation), 1, new byte[0], new byte[0]));
    producer.commitTransaction();
    assertThat(tail("--from", "beginning").join()).isOne();
    assertThat(err).hasToString("tasklog: What is on " + Topics.events(generation)
        + "-1 at offset 0 is not an event: ce_specversion is absent" + System.lineSeparator());
  }

  @Test
  void a_stream_that_is_not_there_is_told_in_one_line() {
    assertThat(tail("--generation", "999").join()).isOne();
    assertThat(err).hasToString("tasklog: There is no topic " + Topics.events(999) + " at "
        + TestKafka.bootstrapServers() + System.lineSeparator());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--type=TaskSung", "--from=0", "--from=yesterday", "--owner=ada"})
  void what_cannot_be_meant_is_refused(String option) {
    assertThat(tail(option).join()).isEqualTo(2);
  }

  @Test
  void more_can_be_configured_for_secured_brokers() throws Exception {
    var file = Files.writeString(folder.resolve("client.properties"), "security.protocol=NONSENSE");
    assertThat(tail("--config", file.toString()).join()).isNotZero();
    assertThat(err.toString()).contains("security.protocol");
  }

  private CompletableFuture<Integer> tail(String... options) {
    var command = new CommandLine(tail).setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler((e, it, _) -> {
          it.getErr().println("tasklog: " + e.getMessage());
          return 1;
        });
    var all = Stream
        .concat(Stream.of("--brokers", TestKafka.bootstrapServers(), "--generation", "" + generation),
            Stream.of(options))
        .toList();
    var arguments = new ArrayList<>(all);
    if (List.of(options).contains("--generation")) arguments.subList(2, 4).clear();
    return CompletableFuture.supplyAsync(() -> command.execute(arguments.toArray(String[]::new)));
  }

  private void awaitPositions(LongStream positions) {
    var expected = positions.boxed().toList();
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(positions()).isEqualTo(expected));
  }

  private List<Long> positions() {
    return out.toString().lines().filter(line -> line.length() > 8)
        .map(line -> Long.parseLong(line.substring(0, 8).strip())).toList();
  }

  /** So many events of several owners, each an append, in one transaction. */
  private void publish(int events) {
    publish(next(events));
    head += events;
  }

  private void abort(int events) {
    producer.beginTransaction();
    send(next(events));
    producer.flush();
    producer.abortTransaction();
  }

  private RecordedEvent[] next(int events) {
    return LongStream.rangeClosed(head + 1, head + events)
        .mapToObj(
            position -> Events.titled(owners.get((int) (position % owners.size())), position, position, "x"))
        .toArray(RecordedEvent[]::new);
  }

  private void publish(RecordedEvent... events) {
    producer.beginTransaction();
    send(events);
    var last = events[events.length - 1];
    var checkpoint = new Checkpoint(last.position(), last.id(), LOG, List.of(0L, 0L, 0L));
    var _ = producer.send(new ProducerRecord<>(Topics.checkpoints(generation), Checkpoint.KEY.getBytes(UTF_8),
        TasklogJson.mapper().writeValueAsBytes(checkpoint)));
    producer.commitTransaction();
  }

  private void send(RecordedEvent... events) {
    for (var event : events) {
      var record = new ProducerRecord<>(Topics.events(generation), event.owner().toString().getBytes(UTF_8),
          event.data().getBytes(UTF_8));
      CloudEvents.headers(event, LOG, 0).forEach(record.headers()::add);
      var _ = producer.send(record);
    }
  }
}
