package tasklog.bench.queries;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.commons.io.file.PathUtils;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tasklog.bench.report.Figure;
import tasklog.bench.report.Goal;
import tasklog.bench.report.Machine;
import tasklog.bench.report.Progress;
import tasklog.bench.server.Database;
import tasklog.bench.server.NotMeasurable;
import tasklog.bench.server.Server;
import tasklog.bench.stream.ReadSide;
import tasklog.bench.stream.Topic;
import tasklog.local.LocalKafka;
import tasklog.local.Ports;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Measures the lists of tasks on many tasks and says which goals they reach. */
@Command(name = "queries", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures lists of tasks by the service's own queries, beside a look-up by primary key.")
public final class QueriesBench implements Callable<Integer> {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
      .withZone(ZoneOffset.UTC);

  /** Tells what statements cost the server, the time to plan them among it. */
  private static final Map<String, String> TOLD = Map.of("shared_preload_libraries", "pg_stat_statements",
      "pg_stat_statements.track_planning", "on", "max_wal_size", "8GB");

  private static final double MOST = 3;

  private final PrintWriter out;

  @Option(names = "--tasks", converter = Number.class, defaultValue = "1M", paramLabel = "N", description = "In the tables, as in 200k, 1M, 10M (default: ${DEFAULT-VALUE}). 10M takes 15 GB of disk.")
  private long tasks;

  @Option(names = "--of-large", converter = Number.class, defaultValue = "100k", paramLabel = "N", description = "Of the owner whose tasks are asked for (default: ${DEFAULT-VALUE}); at most a tenth of all.")
  private long ofLarge;

  @Option(names = "--rounds", defaultValue = "5", description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--seconds", defaultValue = "0.4", description = "Of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "60", paramLabel = "SECONDS", description = "Before anything counts (default: ${DEFAULT-VALUE}).")
  private double warmUp;

  @Option(names = "--callers", defaultValue = "8", description = "At the same time, beside one (default: ${DEFAULT-VALUE}).")
  private int callers;

  @Option(names = "--only", defaultValue = "", paramLabel = "PATTERN", description = "A regular expression that the names of what is measured beside the look-up have. Default: all.")
  private String only = "";

  @Option(names = "--http", description = "Measures a page of 50 over HTTP too, by wrk, beside plain inserts.")
  private boolean withHttp;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of our own PostgreSQL; may be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--url", description = "JDBC URL of a server, whose user may make databases. Default: a PostgreSQL of our own in a temporary folder, durable, removed at the end.")
  private @Nullable String url;

  @Option(names = "--java", paramLabel = "OPTION", description = "An option of the JVMs that have the service's classes; may be repeated.")
  private List<String> java = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Where the figures of all rounds go. Default: a new file in infra/bench/target.")
  private @Nullable Path json;

  /** As people write it: 500, 10k, 1M. */
  static final class Number implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      long unit = text.endsWith("k") ? 1_000 : text.endsWith("M") ? 1_000_000 : 1;
      try {
        return Long.parseLong(unit == 1 ? text : text.substring(0, text.length() - 1)) * unit;
      } catch (NumberFormatException e) {
        throw new TypeConversionException("'" + text + "' is no number such as 10k or 1M");
      }
    }
  }

  public QueriesBench(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    var begun = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var machine = Machine.here();
    var plan = new QueriesPlan(tasks, Math.min(ofLarge, tasks / 10), rounds, seconds, warmUp, callers,
        only, begun);
    var all = new HashMap<>(TOLD);
    all.putAll(settings);
    try (var server = (url == null ? Server.own(all) : Server.at(url)).requireDurable()) {
      var database = server.newDatabase("queries");
      migrate(database);
      var series = measure(plan, new ReadSide(database, "", 1, java, false));
      var http = withHttp ? overHttp(server, database) : List.<Figure>of();
      var report = new QueriesReport("queries", begun, Instant.now().truncatedTo(ChronoUnit.SECONDS), machine,
          server.settings(), plan.options(), series, http, goals(plan, series, http));
      report.print(out);
      var file = json == null ? file(begun) : json;
      report.write(file);
      out.printf("%nEvery round: %s%n", file.toAbsolutePath());
      out.flush();
    }
    return 0;
  }

  /** By the service's own scripts; the other service has some of the same names. */
  private static void migrate(Database database) {
    var scripts = ReadSide.project().resolve("projection-service/src/main/resources/db/migration");
    Flyway.configure().dataSource(database.dataSource()).locations("filesystem:" + scripts.toAbsolutePath())
        .load().migrate();
  }

  private static List<QuerySeries> measure(QueriesPlan plan, ReadSide readSide)
      throws IOException, InterruptedException {
    var figures = Files.createTempFile("tasklog-bench-queries-", ".json");
    try {
      var arguments = new ArrayList<>(List.of(figures.toString()));
      arguments.addAll(plan.arguments());
      var process = readSide.run("tasklog.projection.task.QueryProgram", arguments);
      try {
        if (process.waitFor() != 0) throw new NotMeasurable("The measurement has failed");
      } finally {
        process.destroy();
      }
      return JsonMapper.shared().readValue(figures, new TypeReference<List<QuerySeries>>() {});
    } finally {
      Files.delete(figures);
    }
  }

  private List<Figure> overHttp(Server server, Database database)
      throws IOException, ExecutionException, InterruptedException {
    var folder = Files.createTempDirectory("tasklog-bench-queries-");
    try (var kafka = LocalKafka.start(folder, Ports.free(), Ports.free(), List.of("-Xmx256m"))) {
      Topic.create(kafka.bootstrapServers());
      var readSide = new ReadSide(database, kafka.bootstrapServers(), 1, java, false);
      return new HttpPages(readSide, server, new Progress(out)).measure();
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }

  private static List<Goal> goals(QueriesPlan plan, List<QuerySeries> series, List<Figure> http) {
    var goals = new ArrayList<Goal>();
    var deep = "page %,d, `-created_at`".formatted(plan.deepPage());
    for (var one : series) {
      if (one.name().equals("page 1") || one.name().equals(deep)) {
        goals.add(Goal.atMost("%s of 50, %d callers, to a look-up".formatted(one.name(), one.callers()),
            one.median(QueryRound::ratio), MOST, "x"));
      }
    }
    http.stream().filter(figure -> figure.name().equals(HttpPages.RATIO))
        .forEach(figure -> goals.add(Goal.atLeast(figure.name(), figure.median(), 0.4, "x")));
    return List.copyOf(goals);
  }

  private static Path file(Instant begun) {
    return Path.of(System.getProperty("tasklog.target", ""))
        .resolve("queries-" + STAMP.format(begun) + ".json");
  }
}
