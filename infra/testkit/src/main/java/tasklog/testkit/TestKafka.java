package tasklog.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;
import tasklog.local.LocalKafka;
import tasklog.local.ParentWatch;
import tasklog.local.Ports;

/**
 * One Kafka broker for the whole test JVM, started at its first use. It outlives the shutdown hooks of the JVM, so that
 * clients that close themselves there still find it, and is gone with its data right afterwards, also when the JVM was
 * killed.
 */
public final class TestKafka {

  private static final List<String> FAST_START = List.of("-Xmx256m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1", "-Xshare:auto");
  private static final AtomicInteger TOPICS = new AtomicInteger();
  private static @Nullable String bootstrapServers;

  private TestKafka() {}

  public static synchronized String bootstrapServers() {
    if (bootstrapServers == null) bootstrapServers = Containers.wanted() ? container() : local();
    return bootstrapServers;
  }

  /** A fresh topic with a name that nobody else has. */
  public static String newTopic(String prefix, int partitions) {
    String name = prefix + "-" + TOPICS.incrementAndGet();
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
      return name;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("Test topic " + name + " could not be made", e);
    }
  }

  private static String local() {
    var folder = TestFolder.create();
    var started = LocalKafka.start(folder, Ports.free(), Ports.free(), FAST_START);
    ParentWatch.remove(folder, started.process().pid());
    return started.bootstrapServers();
  }

  @SuppressWarnings("resource") // Testcontainers removes it when the JVM has ended.
  private static String container() {
    Containers.abortUnlessPossible();
    var started = new KafkaContainer("apache/kafka-native:4.2.1").withEnv(Map.of(
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
        "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0",
        "KAFKA_ADD_PARTITIONS_TO_TXN_RETRY_BACKOFF_MS", "2"));
    started.start();
    return started.getBootstrapServers();
  }
}
