package tasklog.bench.store;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.bench.report.Progress;
import tasklog.bench.report.Machine;
import tasklog.bench.report.Report;
import tasklog.bench.server.Server;

/** Measures the event store and says which goals it reaches. */
@Command(name = "store", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures the event store, in process, beside plain inserts on the same server with as many connections.")
public final class StoreBench implements Callable<Integer> {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
      .withZone(ZoneOffset.UTC);

  private final PrintWriter out;

  @Option(names = "--url", description = "JDBC URL of a server, whose user may make databases and checkpoints; each log gets a database of its own, which is dropped. Default: a PostgreSQL of our own in a temporary folder, durable, removed at the end.")
  private @Nullable String url;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of our own PostgreSQL; may be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--events", split = ",", converter = Length.Converter.class, defaultValue = "10k,1M", paramLabel = "N", description = "Lengths of the logs to measure on, as in 10k,1M,10M (default: ${DEFAULT-VALUE}). 10M takes 8 GB of disk.")
  private List<Length> lengths = List.of();

  @Option(names = "--rounds", defaultValue = "5", description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "2", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "60", paramLabel = "SECONDS", description = "Of each process (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(names = "--callers", defaultValue = "64", description = "In each process (default: ${DEFAULT-VALUE}).")
  private int callers;

  @Option(names = "--processes", split = ",", defaultValue = "1,2,4", description = "How many work on one log (default: ${DEFAULT-VALUE}).")
  private List<Integer> processes = List.of();

  @Option(names = "--bulk", split = ",", defaultValue = "1000,10000", description = "How many tasks a bulk command names (default: ${DEFAULT-VALUE}).")
  private List<Integer> bulk = List.of();

  @Option(names = "--long-task", defaultValue = "50000", paramLabel = "EVENTS", description = "Of one task, in logs of at least ten times that length (default: ${DEFAULT-VALUE}).")
  private int eventsOfOne;

  @Option(names = "--json", paramLabel = "FILE", description = "Where the figures of all rounds go. Default: a new file in infra/bench/target.")
  private @Nullable Path json;

  public StoreBench(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    var begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var machine = Machine.here();
    var plan = new Plan(lengths, rounds, seconds, warmUp, callers, processes, bulk, eventsOfOne);
    try (var server = url == null ? Server.own(settings) : Server.at(url)) {
      server.requireDurable();
      try (var session = new Session(plan, server, new Progress(out))) {
        var series = session.measure();
        var report = new Report("store", begun, Instant.now().truncatedTo(ChronoUnit.SECONDS), machine,
            server.settings(), plan.options(), series, Goals.of(plan, series));
        report.print(out);
        var file = json == null ? file(begun) : json;
        report.write(file);
        out.printf("%nEvery round: %s%n", file.toAbsolutePath());
        out.flush();
      }
    }
    return 0;
  }

  private static Path file(Instant begun) {
    return Path.of(System.getProperty("tasklog.target", ""))
        .resolve("store-" + STAMP.format(begun) + ".json");
  }
}
