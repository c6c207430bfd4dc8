package tasklog.bench.stream;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.bench.report.Figure;
import tasklog.bench.report.Figures;
import tasklog.bench.report.Goal;
import tasklog.bench.report.Machine;
import tasklog.bench.report.Progress;
import tasklog.bench.server.Server;
import tasklog.local.LocalKafka;
import tasklog.local.Ports;

/** Measures the way from the log to what queries see, and says which goals it reaches. */
@Command(name = "stream", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures relay, projection and rebuild beside a bare producer and COPY, and how soon commands are seen by queries.")
public final class StreamBench implements Callable<Integer> {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
      .withZone(ZoneOffset.UTC);

  /** At which the latency is to be kept. */
  private static final int RATE = 1_000;

  private final PrintWriter out;

  @Option(names = "--events", defaultValue = "200000", description = "Of the log (default: ${DEFAULT-VALUE}). 2000000 takes 20 GB of disk.")
  private long events;

  @Option(names = "--owners", defaultValue = "2000", description = "Whose events they are (default: ${DEFAULT-VALUE}).")
  private int owners;

  @Option(names = "--rounds", defaultValue = "3", description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--rates", split = ",", defaultValue = "100,1000,3000", description = "Commands a second (default: ${DEFAULT-VALUE}).")
  private List<Integer> rates = List.of();

  @Option(names = "--seconds", defaultValue = "10", description = "Of each measurement of latencies (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "60", paramLabel = "SECONDS", description = "Before these (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(names = "--no-latencies", description = "Leaves latencies out.")
  private boolean withoutLatencies;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of PostgreSQL; may be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--json", paramLabel = "FILE", description = "Where the figures of all rounds go. Default: a new file in infra/bench/target.")
  private @Nullable Path json;

  public StreamBench(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    var begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var machine = Machine.here();
    var plan = new StreamPlan(events, owners, rounds, withoutLatencies ? List.of() : rates, seconds, warmUp);
    var folder = Files.createTempDirectory("tasklog-bench-stream-");
    try (var server = Server.own(settings).requireDurable();
        var kafka = LocalKafka.start(folder.resolve("kafka"), Ports.free(), Ports.free(),
            List.of("-Xmx512m", "-XX:+UseParallelGC"));
        var session = new StreamSession(plan, server, kafka.bootstrapServers(), folder, new Progress(out))) {
      var figures = session.measure();
      var report = new Figures("stream", begun, Instant.now().truncatedTo(ChronoUnit.SECONDS), machine,
          server.settings(), plan.options(), figures, goals(figures));
      report.print(out);
      var file = json == null ? file(begun) : json;
      report.write(file);
      out.printf("%nEvery round: %s%n", file.toAbsolutePath());
      out.flush();
    } finally {
      PathUtils.deleteDirectory(folder);
    }
    return 0;
  }

  private static List<Goal> goals(List<Figure> figures) {
    var goals = new ArrayList<Goal>();
    for (var figure : figures) {
      if (figure.name().equals(StreamSession.RELAY) || figure.name().equals(StreamSession.REBUILD)) {
        goals.add(Goal.atLeast(figure.name(), figure.median(), 0.5, "x"));
      } else if (figure.name().equals(StreamSession.FAILED.formatted(RATE))) {
        goals.add(Goal.atMost(figure.name(), figure.median(), 0, ""));
      } else if (figure.name().equals(StreamSession.SEEN.formatted(RATE, "p50"))) {
        goals.add(Goal.atMost(figure.name(), figure.median(), 15, " ms"));
      } else if (figure.name().equals(StreamSession.SEEN.formatted(RATE, "p99"))) {
        goals.add(Goal.atMost(figure.name(), figure.median(), 60, " ms"));
      }
    }
    return List.copyOf(goals);
  }

  private static Path file(Instant begun) {
    return Path.of(System.getProperty("tasklog.target", ""))
        .resolve("stream-" + STAMP.format(begun) + ".json");
  }
}
