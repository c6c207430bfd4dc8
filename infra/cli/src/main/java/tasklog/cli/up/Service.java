package tasklog.cli.up;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tasklog.cli.gateway.Health;
import tasklog.local.ChildJvm;
import tasklog.local.ChildProcess;
import tasklog.local.LocalServer;
import tasklog.local.Program;
import tasklog.local.StartFailure;

/** One of our two services, in a JVM of its own. */
record Service(Program program, String mainClass, Path home, int port, Map<String, String> environment) {

  static final String[] AT_LOWEST_PRIORITY = {"nice", "-n", "19"};

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  /** G1 works beside the program, and on few processors takes what the program needs. */
  private static final List<String> OPTIONS = List.of("-Xmx512m", "-XX:+UseParallelGC",
      "--enable-native-access=ALL-UNNAMED");

  private record Running(ChildProcess process) implements LocalServer {

    @Override
    public void close() {
      process.stop(Duration.ofSeconds(40));
    }
  }

  /** Returns when it says of itself that it is up. */
  LocalServer start() {
    var jvm = jvm(home, program.starting(OPTIONS), environment);
    var process = jvm.start();
    if (process.await(() -> Health.isUp(port), PATIENCE)) return new Running(process);
    process.stop(Duration.ofSeconds(5));
    throw new StartFailure(program.name() + " does not start; its log is " + jvm.log());
  }

  /**
   * Starts it once more for the AOT cache, beside the one that serves: Spring ends it when all is wired and nothing
   * has begun, neither the server nor the relay nor the feed.
   */
  void record(Path aside) throws InterruptedException {
    if (program.isCached()) return;
    var apart = new HashMap<>(environment);
    apart.putAll(Map.of("SERVER_PORT", "0", "MANAGEMENT_SERVER_PORT", "0"));
    program.record(aside, OPTIONS, options -> {
      var untilRefreshed = Stream.concat(options.stream(), Stream.of("-Dspring.context.exit=onRefresh"))
          .toList();
      var process = jvm(aside, untilRefreshed, apart).start(AT_LOWEST_PRIORITY);
      try {
        process.awaitEnd();
      } finally {
        process.stop(Duration.ZERO);
      }
    });
  }

  private ChildJvm jvm(Path folder, List<String> options, Map<String, String> variables) {
    return new ChildJvm(folder, program.name(), options, program.classPath(), mainClass, List.of(),
        variables);
  }
}
