package tasklog.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Kafka broker of our own, with its controller, on 127.0.0.1 only, as a child of this JVM and never longer there than
 * it: a fault of a broker can halt its JVM. Its data stay in {@code home/data} from one start to the next; its log is
 * {@code home/kafka.log}.
 */
public final class LocalKafka implements LocalServer {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<String> OPTIONS = List.of(
      // A broker takes names to upper case in the language of its user, which fails in Turkish.
      "-Duser.language=en", "-Duser.country=US",
      "-Dlogback.configurationFile=tasklog/local/kafka-logback.xml",
      // It unmaps its files by a method that Java warns about.
      "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

  private final int port;
  private final ChildProcess broker;

  private LocalKafka(int port, ChildProcess broker) {
    this.port = port;
    this.broker = broker;
  }

  /**
   * Starts the broker and returns when topics can be made and written.
   *
   * @param jvmOptions for example its memory
   * @param launcher a command that runs it, as {@code nice}
   * @throws StartFailure when it ends instead, naming its log
   */
  public static LocalKafka start(Path home, int port, int controllerPort, List<String> jvmOptions,
      String... launcher) {
    return start(home, port, Quorum.of(List.of(controllerPort)), 1, jvmOptions, launcher);
  }

  /**
   * Starts one of several brokers, which is ready when most of them are.
   *
   * @param node its number
   */
  public static LocalKafka start(Path home, int port, Quorum quorum, int node, List<String> jvmOptions,
      String... launcher) {
    Leftover.ofJvm(home.toAbsolutePath()).ifPresent(Leftover::stopJvm);
    var ready = home.toAbsolutePath().resolve("ready");
    var jvm = new ChildJvm(home.toAbsolutePath(), "kafka",
        Stream.concat(OPTIONS.stream(), jvmOptions.stream()).toList(),
        System.getProperty("java.class.path"), KafkaBrokerMain.class.getName(),
        List.of(home.toAbsolutePath().toString(), Integer.toString(port), Integer.toString(node),
            quorum.cluster(),
            quorum.voters()),
        Map.of());
    Ports.requireFree(port);
    Ports.requireFree(quorum.port(node));
    delete(ready);
    var broker = jvm.start(launcher);
    if (!broker.await(() -> Files.exists(ready), PATIENCE)) {
      broker.stop(Duration.ofSeconds(5));
      throw new StartFailure("Kafka does not start; its log is " + jvm.log());
    }
    return new LocalKafka(port, broker);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public ChildProcess process() {
    return broker;
  }

  /** Clients are better closed before: they would wait for the broker to come back. */
  @Override
  public void close() {
    broker.stop(PATIENCE);
  }
}
