package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.support.KafkaHeaders;
import tasklog.events.OwnerId;
import tasklog.projection.TestStream;
import tasklog.projection.feed.parking.Parking;
import tasklog.testkit.TestKafka;

/** What is set aside, from the topic on, with a copy for others; what a replay makes of it. */
class FeedParkingTest extends FeedScenario {

  /**
   * Red when a type that nobody knows is passed over, when a newer version is taken for the one that is known, and when what
   * breaks a constraint is tried again.
   */
  @Test
  void poison_of_each_kind_is_parked_with_what_follows_of_its_owner_and_others_on_its_partition_go_on() {
    stream.create();
    var neighbours = Stream.generate(() -> ownerOn(0)).limit(4).toList();
    stream.publish(of(neighbours.get(0), 1).getFirst(),
        record -> damaged(record, record.value(), "ce_x", "y"));
    stream.publish(of(neighbours.get(0), 1).getFirst(),
        record -> damaged(record, new byte[]{'{', -1}, "ce_x", "y"));
    stream.publish(of(neighbours.get(1), 1).getFirst(),
        record -> damaged(record, record.value(), "ce_type", "tasklog.TaskSung.v1"));
    stream.publish(append(0, 1));
    stream.publish(of(neighbours.get(2), 1).getFirst(),
        record -> damaged(record, record.value(), "ce_type", "tasklog.TaskCreated.v2"));
    view.poison.add(6L);
    stream.publish(of(neighbours.get(3), 2)).publish(append(0, 1)).publish(append(1, 1));
    neighbours.forEach(owner -> stream.publish(of(owner, 1)));
    stream.publish(append(0, 1));
    var instance = start();
    awaitPositions(List.of(1L, 4L, 8L, 9L, 14L));
    assertThat(parked()).containsExactly("2 MALFORMED", "3 UNKNOWN_TYPE", "5 UNKNOWN_TYPE", "6 REFUSED",
        "7 null",
        "10 null", "11 null", "12 null", "13 null");
    assertThat(instance.stops.all()).isEmpty();
    await().atMost(LONG).untilAsserted(
        () -> assertThat(instance.attendant.parked()).contains(new Parking.Count(view.name(), 4, 9)));
  }

  @Test
  void a_copy_of_what_is_parked_is_on_the_dead_letter_topic_with_the_headers_of_spring_kafka() {
    stream.create().publish(append(0, 1));
    stream.publish(append(0, 1).getFirst(), record -> damaged(record, new byte[]{'{', -1}, "ce_x", "y"));
    stream.publish(append(0, 1));
    start();
    letters(2);
    instances.removeFirst().close();
    stream.publish(append(0, 1));
    start();
    var letters = letters(3);
    var partition = new Partitioning(TestStream.PARTITIONS).of(owners.getFirst());
    assertThat(letters.getFirst().value()).containsExactly('{', -1);
    assertThat(letters).allSatisfy(letter -> {
      assertThat(letter.key()).asString(UTF_8).isEqualTo(owners.getFirst().toString());
      assertThat(header(letter, KafkaHeaders.DLT_ORIGINAL_TOPIC)).asString(UTF_8).isEqualTo(stream.events());
      assertThat(ByteBuffer.wrap(header(letter, KafkaHeaders.DLT_ORIGINAL_PARTITION)).getInt())
          .isEqualTo(partition);
      assertThat(ByteBuffer.wrap(header(letter, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP)).getLong()).isPositive();
      assertThat(header(letter, KafkaHeaders.DLT_ORIGINAL_TIMESTAMP_TYPE)).asString(UTF_8)
          .isEqualTo("CreateTime");
      assertThat(header(letter, KafkaHeaders.DLT_ORIGINAL_CONSUMER_GROUP)).asString(UTF_8)
          .isEqualTo("tasklog-projection." + view.name() + ".g" + stream.generation());
      assertThat(header(letter, KafkaHeaders.DLT_EXCEPTION_FQCN)).asString(UTF_8).endsWith(".Poison");
    });
    assertThat(letters).extracting(letter -> new String(header(letter, "ce_sequence"), UTF_8))
        .containsExactly("00000000000000000002", "00000000000000000003",
            "00000000000000000004");
    assertThat(letters)
        .extracting(letter -> new String(header(letter, KafkaHeaders.DLT_EXCEPTION_MESSAGE), UTF_8))
        .satisfiesExactly(first -> assertThat(first).startsWith("MALFORMED: Record " + stream.events()),
            second -> assertThat(second).startsWith("Waits behind"),
            third -> assertThat(third).startsWith("Waits behind"));
    assertThat(letters)
        .extracting(letter -> ByteBuffer.wrap(header(letter, KafkaHeaders.DLT_ORIGINAL_OFFSET)).getLong())
        .isSorted().doesNotHaveDuplicates();
  }

  @Test
  void a_replay_makes_the_exact_rows_while_the_owner_keeps_writing_to_two_instances() {
    stream.create();
    view.poison.add(3L);
    start();
    start();
    for (var round = 0; round < 10; round++) {
      stream.publish(append(0, 4)).publish(append(1, 1));
    }
    await().atMost(LONG).untilAsserted(() -> assertThat(parked()).hasSize(40));
    view.poison.clear();
    requestReplay();
    for (var round = 0; round < 10; round++) {
      stream.publish(append(0, 4)).publish(append(1, 1));
    }
    awaitPositions(100);
    assertThat(parked()).isEmpty();
    var owner = owners.getFirst();
    var order = view.batches.stream().flatMap(List::stream)
        .filter(position -> owner.equals(ownerOf(position)))
        .toList();
    assertThat(order).isSorted();
  }

  /** As {@code infra/tasklog parked replay} does. */
  private void requestReplay() {
    DATABASE.jdbc().sql("UPDATE parked_owner SET replay_requested_at = now(), replay_requested_by = 'test'"
        + " WHERE view = ?").param(view.name()).update();
    DATABASE.jdbc().sql("SELECT pg_notify('projection_parked', '')").query((_, _) -> true).list();
  }

  private OwnerId ownerOf(long position) {
    return history.events().get((int) position - 1).owner();
  }

  private List<ConsumerRecord<byte[], byte[]>> letters(int number) {
    var letters = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", (Object) TestKafka.bootstrapServers(),
        "allow.auto.create.topics", "false"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      var topic = stream.events() + "-dlt";
      await().atMost(LONG).ignoreExceptions().until(() -> consumer.listTopics().containsKey(topic));
      var partitions = consumer.partitionsFor(topic).stream()
          .map(partition -> new TopicPartition(topic, partition.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await().atMost(LONG).until(() -> {
        consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
        return letters.size() >= number;
      });
    }
    return letters;
  }

  private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
    return Objects.requireNonNull(record.headers().lastHeader(name), name).value();
  }
}
