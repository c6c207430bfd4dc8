package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.relay.TestStream.await;

import java.util.HashMap;
import java.util.HashSet;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tasklog.events.wire.Checkpoint;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/** What readers of the stream can rely on. */
class RelayStreamTest {

  private final DataSource database = TestPostgres.newDatabase("relay").dataSource();
  private final TestLog log = new TestLog(database);
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 5);
  private final TestRelay relay = new TestRelay(database, stream);

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void every_event_of_the_log_is_there_once_and_in_order() {
    log.append(1_300);
    relay.start();
    awaitStream();
    log.append(1);
    log.append(40, 20);
    awaitStream();
    assertThat(stream.events()).extracting(it -> it.event().position())
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_341).boxed().toList());
    assertThat(stream.events()).extracting(it -> it.event().id()).containsExactlyElementsOf(log.ids());
  }

  @Test
  void a_partition_proves_that_nothing_is_missing() {
    log.append(300, 3);
    relay.start();
    awaitStream();
    var last = new HashMap<Integer, Long>();
    assertThat(stream.records(stream.settings.events())).allSatisfy(record -> {
      var delivered = TestStream.delivered(record);
      assertThat(delivered.previous()).isEqualTo(last.getOrDefault(record.partition(), 0L));
      assertThat(delivered.event().position()).isGreaterThan(delivered.previous());
      assertThat(delivered.incarnation()).isEqualTo(relay.log.incarnation());
      last.put(record.partition(), delivered.event().position());
    });
    assertThat(last).hasSizeGreaterThan(2);
    var checkpoint = stream.checkpoints().getLast();
    last.forEach((partition, position) -> assertThat(checkpoint.last().get(partition)).isEqualTo(position));
  }

  @Test
  void a_record_has_the_headers_of_the_contract_and_the_bytes_of_the_log() {
    log.append(2, 2);
    relay.start();
    awaitStream();
    var logged = relay.log.read(1, 1).getFirst();
    var record = stream.records(stream.settings.events()).getLast();
    assertThat(record.headers()).extracting(header -> header.key()).containsExactly("ce_specversion", "ce_id",
        "ce_source", "ce_type", "ce_time", "ce_recordedtime", "ce_subject", "ce_dataschema",
        "ce_partitionkey",
        "ce_sequence", "ce_previous", "ce_commit", "ce_authtype", "ce_authid", "ce_correlationid",
        "content-type");
    assertThat(record.value()).isEqualTo(logged.payload().getBytes(UTF_8));
    assertThat(record.key()).isEqualTo(logged.owner().toString().getBytes(UTF_8));
    var event = TestStream.delivered(record).event();
    assertThat(event.id()).isEqualTo(logged.id());
    assertThat(event.ceType()).isEqualTo("tasklog.TaskRetitled.v1");
    assertThat(event.occurredAt()).isEqualTo(logged.occurredAt());
    assertThat(event.recordedAt()).isEqualTo(logged.recordedAt());
    assertThat(event.actor()).isEqualTo(logged.actor());
    assertThat(logged.payload()).contains("\"task_id\":\"" + event.subject() + "\"");
    assertThat(event.commit()).isEqualTo(2);
    assertThat(event.correlationId()).isEqualTo("request-2");
  }

  @Test
  void an_event_of_a_newer_release_is_published_as_it_was_stored() {
    log.append(1);
    log.execute("UPDATE event SET type = 'tasklog.TaskSung', version = '3'");
    relay.start();
    awaitStream();
    var logged = relay.log.read(0, 1).getFirst();
    var record = stream.records(stream.settings.events()).getFirst();
    assertThat(record.value()).isEqualTo(logged.payload().getBytes(UTF_8));
    var event = TestStream.delivered(record).event();
    assertThat(event.ceType()).isEqualTo("tasklog.TaskSung.v3");
    assertThat(logged.payload()).contains("\"task_id\":\"" + event.subject() + "\"");
  }

  @Test
  void an_owner_is_where_kafka_itself_would_put_it() {
    log.append(50, 1, 50, "");
    relay.start();
    awaitStream();
    assertThat(stream.records(stream.settings.events())).hasSize(50)
        .allSatisfy(record -> assertThat(record.partition())
            .isEqualTo(BuiltInPartitioner.partitionForKey(record.key(), 5)));
  }

  /** The marker that ends a transaction takes an offset: what is on one partition without a gap is of one. */
  @Test
  void an_append_is_in_one_transaction() {
    log.append(90, 90);
    log.append(2_100, 70);
    relay.start();
    awaitStream();
    var appends = new HashMap<Long, ConsumerRecord<byte[], byte[]>>();
    for (var record : stream.records(stream.settings.events())) {
      var before = appends.put(TestStream.delivered(record).event().commit(), record);
      if (before != null) {
        assertThat(record.partition()).isEqualTo(before.partition());
        assertThat(record.offset()).isEqualTo(before.offset() + 1);
      }
    }
    assertThat(stream.checkpoints()).extracting(Checkpoint::position).hasSizeGreaterThan(3)
        .allMatch(position -> position == 0 || appends.containsKey(position));
  }

  @Test
  void a_checkpoint_never_goes_back_and_ends_at_the_log() {
    log.append(1_500, 3);
    relay.start();
    awaitStream();
    var checkpoints = stream.checkpoints();
    assertThat(checkpoints).extracting(Checkpoint::position).isSorted();
    assertThat(checkpoints.getLast().position()).isEqualTo(log.head());
    assertThat(checkpoints.getLast().eventId()).isEqualTo(log.ids().getLast());
    assertThat(checkpoints.getLast().incarnation()).isEqualTo(relay.log.incarnation());
  }

  @Test
  void a_heartbeat_tells_that_all_of_the_log_is_there() {
    log.append(700);
    relay.start();
    awaitStream();
    var settled = stream.heartbeats().size();
    await().untilAsserted(() -> assertThat(stream.heartbeats()).hasSizeGreaterThan(settled + 3));
    var heartbeats = stream.heartbeats();
    var positions = new HashSet<>(stream.checkpoints().stream().map(Checkpoint::position).toList());
    assertThat(heartbeats).allSatisfy(heartbeat -> {
      assertThat(positions).contains(heartbeat.head());
      assertThat(heartbeat.last().stream().mapToLong(Long::longValue).max()).hasValue(heartbeat.head());
    });
    assertThat(heartbeats).extracting(it -> it.time()).isSorted().doesNotHaveDuplicates();
    assertThat(heartbeats.getLast().head()).isEqualTo(700);
    assertThat(heartbeats.getFirst().head()).isEqualTo(700); // none while it was behind
  }

  @Test
  void topics_are_made_to_keep_every_event_and_the_last_checkpoint() {
    relay.start();
    await().untilAsserted(() -> assertThat(stream.heartbeats()).isNotEmpty());
    var events = stream.settings.events();
    var checkpoints = stream.settings.checkpoints();
    assertThat(stream.setting(events, "retention.ms")).isEqualTo("-1");
    assertThat(stream.setting(events, "retention.bytes")).isEqualTo("-1");
    assertThat(stream.setting(events, "cleanup.policy")).isEqualTo("delete");
    assertThat(stream.setting(events, "min.insync.replicas")).isEqualTo("1");
    assertThat(stream.setting(checkpoints, "cleanup.policy")).isEqualTo("compact");
    assertThat(stream.partitions(events)).isEqualTo(5);
    assertThat(stream.partitions(checkpoints)).isEqualTo(1);
  }

  private void awaitStream() {
    relay.await(log.head());
  }
}
