package tasklog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaTest {

  private static final TopicPartition PARTITION = new TopicPartition("kept", 0);

  @Test
  void data_are_kept_over_kill_9_and_over_a_broker_that_was_left_behind(@TempDir Path home) throws Exception {
    var killed = start(home);
    makeTopic(killed);
    write(killed, "one");
    Commands.signal("KILL", ProcessHandle.of(killed.process().pid()).orElseThrow());
    killed.process().onExit().join();

    var left = start(home);
    write(left, "two");
    try (var last = start(home)) {
      assertThat(left.process().isAlive()).isFalse();
      assertThat(read(last, 2)).containsExactly("one", "two");
    }
    assertThat(Files.readString(home.resolve("kafka.log"))).doesNotContain("INFO", "WARNING");
  }

  private static LocalKafka start(Path home) {
    return LocalKafka.start(home, Ports.free(), Ports.free(), List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
  }

  private static void makeTopic(LocalKafka kafka) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
    }
  }

  private static void write(LocalKafka kafka, String value) throws Exception {
    var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(PARTITION.topic(), value)).get();
    }
  }

  private static List<String> read(LocalKafka kafka, int count) {
    var settings = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      var values = new ArrayList<String>();
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(100)).forEach(message -> values.add(message.value()));
      }
      return values;
    }
  }
}
