package tasklog.bench.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What the relay is compared with: a producer with its settings that sends the same records, made before, in
 * transactions of the same size, and does nothing else.
 */
final class BareProducer {

  private static final int TRANSACTION = 10_000;

  private final String brokers;
  private final String topic;

  BareProducer(String brokers, int round) {
    this.brokers = brokers;
    this.topic = "bare." + round;
  }

  /** Events a second, without the time that it takes to make them. */
  double send(Mix mix, long events) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic(topic, Topic.PARTITIONS, (short) 1))).all().get();
    }
    var records = new Topic(brokers);
    try (var producer = new KafkaProducer<>(Map.<String, Object>of("bootstrap.servers", brokers,
        "transactional.id", topic, "linger.ms", 5, "batch.size", 128 << 10, "compression.type", "gzip",
        "compression.gzip.level", 1), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.partitionsFor(topic);
      long nanos = 0;
      for (var sent = 0L; sent < events; sent += TRANSACTION) {
        var next = new ArrayList<ProducerRecord<byte[], byte[]>>();
        while (next.size() < Math.min(TRANSACTION, events - sent)) {
          next.add(records.record(topic, mix.next().event()));
        }
        var begin = System.nanoTime();
        producer.beginTransaction();
        next.forEach(record -> {
          var _ = producer.send(record); // a failure fails the commit
        });
        producer.commitTransaction();
        nanos += System.nanoTime() - begin;
      }
      return events * 1e9 / nanos;
    }
  }
}
