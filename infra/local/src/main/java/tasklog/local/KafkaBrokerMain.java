package tasklog.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The program of {@link LocalKafka}: a broker that is a controller too; SIGTERM stops it in order. */
final class KafkaBrokerMain {

  private KafkaBrokerMain() {}

  /** {@code folder port node cluster voters} */
  public static void main(String[] args) throws Exception {
    var home = Path.of(args[0]);
    var data = Files.createDirectories(home.resolve("data"));
    format(data, Integer.parseInt(args[2]), args[3]);
    var settings = new KafkaConfig(settings(data, args[1], args[2], args[4].split(",")), false);
    var server = new KafkaRaftServer(settings, Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    server.startup();
    Files.createFile(home.resolve("ready"));
    server.awaitShutdown();
  }

  private static void format(Path data, int node, String cluster) throws Exception {
    if (Files.exists(data.resolve("meta.properties"))) return;
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(cluster).setNodeId(node)
        .setControllerListenerName("CONTROLLER").addDirectory(data.toString())
        .setMetadataLogDirectory(data.toString())
        .setReleaseVersion(MetadataVersion.latestProduction()).setIgnoreFormatted(true).run();
  }

  private static Map<String, String> settings(Path data, String port, String node, String[] voters) {
    var controllerPort = voters[Integer.parseInt(node) - 1].replaceFirst(".*:", "");
    var copies = Integer.toString(Math.min(voters.length, 3));
    var needed = voters.length < 3 ? "1" : "2";
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", node),
        Map.entry("controller.quorum.voters", String.join(",", voters)),
        Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
        Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
        Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry("controller.listener.names", "CONTROLLER"),
        Map.entry("inter.broker.listener.name", "PLAINTEXT"),
        Map.entry("log.dirs", data.toString()),
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("default.replication.factor", copies),
        Map.entry("min.insync.replicas", needed),
        Map.entry("offsets.topic.replication.factor", copies),
        Map.entry("transaction.state.log.replication.factor", copies),
        Map.entry("transaction.state.log.min.isr", needed),
        Map.entry("share.coordinator.state.topic.replication.factor", copies),
        Map.entry("share.coordinator.state.topic.min.isr", needed),
        // Few users: fewer partitions of its own topics start faster.
        Map.entry("offsets.topic.num.partitions", "4"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // After a hard stop the broker waits until its own old session has ended.
        Map.entry("broker.session.timeout.ms", "1500"),
        Map.entry("broker.heartbeat.interval.ms", "500"),
        // A producer that begins a transaction right after it has ended one waits this long; 20 by default.
        Map.entry("add.partitions.to.txn.retry.backoff.ms", "2"),
        Map.entry("log.cleaner.dedupe.buffer.size", "33554432"));
  }
}
