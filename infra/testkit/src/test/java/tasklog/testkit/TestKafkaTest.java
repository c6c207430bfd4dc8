package tasklog.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TestKafkaTest {

  private static final Map<String, Object> BROKER = Map.of("bootstrap.servers", TestKafka.bootstrapServers());

  @Test
  void only_committed_transactions_are_read() throws Exception {
    var topic = TestKafka.newTopic("committed", 1);
    try (var producer = producer("committed-tx")) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "taken back")).get();
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, "kept")).get();
      producer.commitTransaction();
    }
    assertThat(values(topic, 1)).containsExactly("kept");
  }

  @Test
  void a_topic_is_made_only_on_purpose() {
    try (var admin = Admin.create(BROKER)) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("nobody-made-it")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class).hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  private static KafkaProducer<String, String> producer(String transactionalId) {
    var settings = Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "transactional.id",
        (Object) transactionalId);
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private static List<String> values(String topic, int count) {
    var settings = Map.of("bootstrap.servers", TestKafka.bootstrapServers(), "isolation.level",
        (Object) "read_committed");
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var values = new ArrayList<String>();
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(message -> values.add(message.value()));
      }
      return values;
    }
  }
}
