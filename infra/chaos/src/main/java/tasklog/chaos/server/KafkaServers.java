package tasklog.chaos.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tasklog.local.ChildProcess;
import tasklog.local.LocalKafka;
import tasklog.local.Ports;
import tasklog.local.Quorum;

/** Kafka brokers that are killed and started again at the same place: one, or several that replicate. */
public final class KafkaServers implements AutoCloseable {

  private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC",
      "-XX:TieredStopAtLevel=1",
      "-Xshare:auto");

  private final Path folder;
  private final Quorum quorum;
  private final List<Integer> ports;
  private final List<LocalKafka> running = new ArrayList<>();

  private KafkaServers(Path folder, int number) {
    this.folder = folder;
    this.quorum = Quorum.of(IntStream.range(0, number).mapToObj(_ -> Ports.free()).toList());
    this.ports = IntStream.range(0, number).mapToObj(_ -> Ports.free()).toList();
    // Together: none is ready before most of them are.
    var starts = IntStream.range(0, number)
        .mapToObj(broker -> CompletableFuture.supplyAsync(() -> start(broker),
            task -> Thread.ofVirtual().start(task)))
        .toList();
    starts.forEach(start -> running.add(start.join()));
  }

  public static KafkaServers in(Path folder, int number) {
    return new KafkaServers(folder, number);
  }

  private LocalKafka start(int broker) {
    try {
      return LocalKafka.start(Files.createDirectories(folder.resolve("broker-" + (broker + 1))),
          ports.get(broker),
          quorum, broker + 1, OPTIONS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String bootstrapServers() {
    return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
  }

  /** {@code kill -9}. */
  public void kill(int broker) {
    kill(running.get(broker).process());
  }

  private static void kill(ChildProcess process) {
    ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    process.onExit().join();
  }

  /** Returns when it can be used again. */
  public void restart(int broker) {
    running.set(broker, start(broker));
  }

  /** Hard: what they hold is not needed any more, and the last of several would wait for the others. */
  @Override
  public void close() {
    running.forEach(broker -> kill(broker.process()));
  }
}
