package tasklog.command.relay;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.util.unit.DataSize;
import tasklog.command.store.EventLog;
import tasklog.local.LocalKafka;
import tasklog.local.Ports;
import tasklog.testkit.TestPostgres;

/**
 * Measures the relay on a durable PostgreSQL and a Kafka broker of this machine: catching up, against a bare
 * transactional producer that sends the same records; the way of one event; an idle relay. A program, not a test.
 */
final class RelayBench {

  private static final int PARTITIONS = 12;
  private static final RelaySettings SETTINGS = new RelaySettings(true, Duration.ofSeconds(5),
      Duration.ofSeconds(1),
      Duration.ofMillis(20), 1_000, 10_000, DataSize.ofMegabytes(8), Duration.ofSeconds(15),
      Duration.ofSeconds(5));

  private final HikariDataSource database = new HikariDataSource();
  private final TestLog log;
  private final EventLog reader;
  private final String kafka;

  private RelayBench(String kafka) {
    var empty = TestPostgres.newDatabase("bench");
    database.setJdbcUrl(empty.url());
    database.setUsername(empty.username());
    database.setPassword(empty.password());
    database.setMaximumPoolSize(5);
    this.log = new TestLog(database);
    this.reader = new EventLog(database, database);
    this.kafka = kafka;
  }

  /** @param args events of the log, rounds, compressions of the records to compare */
  public static void main(String[] args) throws Exception {
    int events = Integer.parseInt(args[0]);
    var folder = Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "relay-bench");
    try (var broker = LocalKafka.start(folder, Ports.free(), Ports.free(), List.of("-Xmx768m"))) {
      var bench = new RelayBench(broker.bootstrapServers());
      bench.log.append(events, 1, 1_000, "A title of a length that is usual, number ");
      for (int round = 0; round < Integer.parseInt(args[1]); round++) {
        for (var compression : args[2].split(",")) {
          bench.catchUp(compression);
        }
      }
      bench.idle();
      bench.reader.close();
      bench.database.close();
    }
    System.exit(0);
  }

  private void catchUp(String compression) throws Exception {
    var configured = Map.<String, Object>of("compression.type", compression);
    double bare = bareProducer(10_000, new TestStream(kafka, PARTITIONS, configured));
    var stream = new TestStream(kafka, PARTITIONS, configured);
    double relay = relay(stream);
    print("catching up, %s: relay %,.0f/s, bare producer %,.0f/s, ratio %.2f; %.0f bytes an event",
        compression, relay,
        bare, relay / bare, (double) size(stream) / log.head());
  }

  /** On the disk of the broker. */
  private static long size(TestStream stream) throws Exception {
    try (var admin = stream.admin()) {
      return admin.describeLogDirs(List.of(1)).allDescriptions().get().values().stream()
          .flatMap(folders -> folders.values().stream())
          .flatMap(folder -> folder.replicaInfos().entrySet().stream())
          .filter(replica -> replica.getKey().topic().equals(stream.settings.events()))
          .mapToLong(replica -> replica.getValue().size()).sum();
    }
  }

  private double relay(TestStream stream) {
    try (var relay = new TestRelay(database, stream, SETTINGS).start()) {
      relay.await(0);
      var began = System.nanoTime();
      relay.await(log.head());
      return perSecond(log.head(), began);
    }
  }

  /** The same records, made before, in transactions of the same size. */
  private double bareProducer(int size, TestStream stream) {
    try (var topics = stream.topics();
        var producer = stream.clients.newProducer(stream.settings.transactionalId(), TestStream.PATIENCE)) {
      topics.create();
      producer.initTransactions();
      producer.partitionsFor(stream.settings.events());
      long nanos = 0;
      for (long position = 0; position < log.head(); position += size) {
        var records = records(stream, position, size);
        var began = System.nanoTime();
        producer.beginTransaction();
        for (var record : records) {
          var _ = producer.send(record);
        }
        producer.commitTransaction();
        nanos += System.nanoTime() - began;
      }
      return log.head() * 1e9 / nanos;
    }
  }

  private List<ProducerRecord<byte[], byte[]>> records(TestStream stream, long after, int size) {
    var incarnation = reader.incarnation();
    return reader.read(after, size).stream()
        .map(event -> EventRecord.of(event, PARTITIONS).record(stream.settings.events(), incarnation, after))
        .toList();
  }

  private void idle() {
    var stream = new TestStream(kafka, PARTITIONS);
    try (var relay = new TestRelay(database, stream, SETTINGS).start();
        var consumer = stream.clients.newConsumer(TestStream.PATIENCE)) {
      relay.await(log.head());
      for (int round = 0; round < 3; round++) {
        latency(stream, consumer);
      }
      cpu();
    }
  }

  private void latency(TestStream stream, Consumer<byte[], byte[]> consumer) {
    var all = Collections.nCopies(PARTITIONS, 0).stream().map(_ -> 0).toList();
    var partitions = new ArrayList<TopicPartition>();
    for (int partition = 0; partition < all.size(); partition++) {
      partitions.add(new TopicPartition(stream.settings.events(), partition));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    var latencies = new ArrayList<Long>();
    for (int i = 0; i < 200; i++) {
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000, 60_000_000));
      log.append(1);
      var began = System.nanoTime();
      while (consumer.poll(Duration.ofSeconds(5)).isEmpty()) {
        LockSupport.parkNanos(1);
      }
      latencies.add(System.nanoTime() - began);
    }
    Collections.sort(latencies);
    print("one event, acknowledged to consumed: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms",
        latencies.get(100) / 1e6,
        latencies.get(180) / 1e6, latencies.get(198) / 1e6);
  }

  private static void cpu() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var cpu = system.getProcessCpuTime();
    var began = System.nanoTime();
    LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
    print("idle: %.2f %% of one core",
        100.0 * (system.getProcessCpuTime() - cpu) / (System.nanoTime() - began));
  }

  private static double perSecond(long count, long began) {
    return count * 1e9 / (System.nanoTime() - began);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
