package tasklog.command.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import tasklog.command.relay.RelayStatus.State;
import tasklog.command.store.EventLog;
import tasklog.events.wire.Checkpoint;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.TasklogJson;
import tasklog.testkit.TestKafka;
import tasklog.testkit.TestPostgres;

/**
 * A relay that finds log and stream at odds writes nothing, and says what to do. Red without their comparisons in
 * {@link Proof}: a log of another incarnation, put back, or put back and written on; a topic that has lost its end, was made
 * anew, is ahead, or ends with another event.
 */
class RelayRefusalTest {

  private final DataSource database = TestPostgres.newDatabase("relay").dataSource();
  private final TestLog log = new TestLog(database);
  private final TestStream stream = new TestStream(TestKafka.bootstrapServers(), 3);

  @Test
  void the_stream_of_another_log() {
    publish(20);
    log.execute("UPDATE log SET incarnation = gen_random_uuid()");
    assertThatRelayRefuses("up to position 20, but this is log");
  }

  @Test
  void a_log_that_was_put_back() {
    publish(20);
    log.execute("DELETE FROM event WHERE position > 15");
    assertThatRelayRefuses("reaches position 20, but the log ends at 15");
  }

  @Test
  void a_log_that_was_put_back_and_written_on() {
    publish(20);
    log.execute("DELETE FROM event WHERE position > 15");
    log.append(10);
    assertThatRelayRefuses("at position 20, the log another");
  }

  @Test
  void a_topic_that_is_gone() throws Exception {
    publish(20);
    try (var admin = stream.admin(); var topics = stream.topics()) {
      admin.deleteTopics(List.of(stream.settings.events())).all().get();
      TestStream.await().until(() -> !topics.exists(stream.settings.events()));
      assertThatRelayRefuses("is gone; it was written up to position 20");
      assertThat(topics.exists(stream.settings.events())).isFalse();
    }
  }

  @Test
  void a_topic_without_its_checkpoints() throws Exception {
    publish(20);
    try (var admin = stream.admin(); var topics = stream.topics()) {
      admin.deleteTopics(List.of(stream.settings.checkpoints())).all().get();
      TestStream.await().until(() -> !topics.exists(stream.settings.checkpoints()));
      assertThatRelayRefuses("holds events, but there is no checkpoint");
      assertThat(topics.exists(stream.settings.checkpoints())).isFalse();
    }
  }

  @Test
  void a_topic_that_was_made_anew() throws Exception {
    publish(20);
    try (var admin = stream.admin(); var topics = stream.topics()) {
      admin.deleteTopics(List.of(stream.settings.events())).all().get();
      TestStream.await().until(() -> !topics.exists(stream.settings.events()));
      topics.create();
      assertThatRelayRefuses("ends at 0 in place of");
    }
  }

  @Test
  void a_topic_that_has_lost_its_end() {
    publish(20);
    log.append(10);
    var lost = stream.checkpoints().getLast();
    var ids = log.ids();
    checkpoint(new Checkpoint(30, ids.get(29), lost.incarnation(),
        lost.last().stream().map(it -> it + 10).toList()));
    assertThatRelayRefuses("it has lost events");
  }

  @Test
  void a_topic_that_is_ahead_of_its_checkpoint() {
    publish(20);
    log.append(10);
    try (var reader = new EventLog(database, database)) {
      var next = EventRecord.of(reader.read(20, 1).getFirst(), 3);
      send(next.record(stream.settings.events(), reader.incarnation(), 20));
    }
    assertThatRelayRefuses("someone else writes to it");
  }

  @Test
  void a_topic_that_ends_with_an_event_of_another_log() {
    publish(20);
    sendAgainLast(headers -> {
      headers.put("ce_source", ("/tasklog/" + UUID.randomUUID()).getBytes(UTF_8));
      return headers;
    });
    assertThatRelayRefuses("which is not the one that was written there");
  }

  @Test
  void a_topic_that_ends_with_another_event_of_the_same_position() {
    publish(20);
    sendAgainLast(headers -> {
      headers.put("ce_id", UUID.randomUUID().toString().getBytes(UTF_8));
      return headers;
    });
    assertThatRelayRefuses("which is not the one that was written there");
  }

  @Test
  void a_topic_that_ends_with_what_is_no_event() {
    publish(20);
    send(new ProducerRecord<>(stream.settings.events(), 1, new byte[0], "{}".getBytes(UTF_8)));
    assertThatRelayRefuses("with a record that is not ours (ce_specversion is absent)");
  }

  @Test
  void a_topic_with_more_partitions_than_it_was_written_with() throws Exception {
    publish(20);
    try (var admin = stream.admin()) {
      admin.createPartitions(Map.of(stream.settings.events(), NewPartitions.increaseTo(5))).all().get();
    }
    TestStream.await().until(() -> stream.partitions(stream.settings.events()) == 5);
    assertThatRelayRefuses("has 5 partitions, but was written with 3");
  }

  @Test
  void a_log_with_a_hole() {
    publish(20);
    log.append(10);
    log.execute("DELETE FROM event WHERE position = 25");
    assertThatRelayRefuses("it has lost events");
  }

  private void publish(int events) {
    log.append(events);
    try (var relay = new TestRelay(database, stream).start()) {
      relay.await(events);
    }
  }

  private void sendAgainLast(UnaryOperator<Map<String, byte[]>> change) {
    var last = stream.events().getLast();
    var headers = new RecordHeaders();
    change.apply(CloudEvents.headers(last.event(), last.incarnation(), last.previous()))
        .forEach(headers::add);
    var key = last.event().owner().toString().getBytes(UTF_8);
    send(new ProducerRecord<>(stream.settings.events(), EventRecord.partition(key, 3), null, key,
        last.event().data().getBytes(UTF_8), headers));
  }

  private void checkpoint(Checkpoint checkpoint) {
    send(new ProducerRecord<>(stream.settings.checkpoints(), 0, Checkpoint.KEY.getBytes(UTF_8),
        TasklogJson.mapper().writeValueAsBytes(checkpoint)));
  }

  /** As a stranger would. */
  private void send(ProducerRecord<byte[], byte[]> record) {
    try (var producer = stream.clients.newProducer("stranger-" + stream.settings.generation(),
        TestStream.PATIENCE)) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(record);
      producer.commitTransaction();
    }
  }

  private void assertThatRelayRefuses(String reason) {
    var before = stream.records(stream.settings.events()).size();
    var checkpoints = stream.checkpoints().size();
    try (var relay = new TestRelay(database, stream).start()) {
      relay.await(State.REFUSED);
      assertThat(relay.status.lastError()).contains(reason);
    }
    assertThat(stream.records(stream.settings.events())).hasSize(before);
    assertThat(stream.checkpoints()).hasSize(checkpoints);
  }
}
