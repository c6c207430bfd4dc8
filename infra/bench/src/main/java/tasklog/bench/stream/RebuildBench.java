package tasklog.bench.stream;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.commons.io.file.PathUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.bench.report.Machine;
import tasklog.bench.server.Database;
import tasklog.bench.server.Processor;
import tasklog.bench.server.Server;
import tasklog.local.LocalKafka;
import tasklog.local.Ports;

/** Measures {@code infra/tasklog rebuild} of all views, whole processes, beside COPY of the rows that it has made. */
@Command(name = "rebuild", mixinStandardHelpOptions = true, sortOptions = false, description = "Measures the rebuild of all read tables, beside COPY of the same rows into the same tables and indexes.")
public final class RebuildBench implements Callable<Integer> {

  private static final String PLACES = """
      INSERT INTO projection_offset (view, generation, topic_id, partition, next_offset, position, incarnation)
      VALUES ('%s', 1, '%s', %d, %d, %d, '%s')""";

  private final PrintWriter out;

  @Option(names = "--events", defaultValue = "2000000", description = "On the topic (default: ${DEFAULT-VALUE}).")
  private long events;

  @Option(names = "--owners", defaultValue = "2000", description = "Whose events they are (default: ${DEFAULT-VALUE}).")
  private int owners;

  @Option(names = "--rounds", defaultValue = "3", description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--minutes", defaultValue = "1000000", description = "Begins no round that would not end within them, as long as the one before took; the first is always measured.")
  private double minutes;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "A setting of PostgreSQL; may be repeated.")
  private Map<String, String> settings = new TreeMap<>();

  @Option(names = "--java", paramLabel = "OPTION", description = "An option of the JVM that rebuilds; may be repeated.")
  private List<String> java = List.of();

  @Option(names = "--show", description = "Shows what the rebuild says.")
  private boolean show;

  public RebuildBench(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() throws Exception {
    var folder = Files.createTempDirectory("tasklog-bench-rebuild-");
    var load = Machine.here().load();
    var begun = System.nanoTime();
    try (var server = Server.own(settings).requireDurable();
        var kafka = LocalKafka.start(folder.resolve("kafka"), Ports.free(), Ports.free(),
            List.of("-Xmx384m"))) {
      var database = server.newDatabase("read");
      var readSide = new ReadSide(database, kafka.bootstrapServers(), 1, java, show);
      readSide.migrate();
      var topic = new Topic(kafka.bootstrapServers());
      topic.fill(new Mix(42, owners), events,
          done -> tell("%,d of %,d events are on the topic", done, events));
      project(database, topic);
      var ratios = new ArrayList<Double>();
      var roundBegun = System.nanoTime();
      for (var round = 0; round <= rounds; round++) {
        var now = System.nanoTime();
        if (round > 1 && now - begun + now - roundBegun > minutes * 60e9) {
          tell("%d of %d rounds: another would not end within %.0f minutes", round - 1, rounds, minutes);
          break;
        }
        roundBegun = now;
        server.checkpoint();
        var before = Processor.seconds();
        var seconds = readSide.rebuild(round == 0);
        var used = Processor.seconds() - before;
        if (round == 0) {
          tell("The first rebuild, of empty tables: %.1f s", seconds);
          continue;
        }
        var copying = new Copying(database, folder);
        copying.export();
        before = Processor.seconds();
        var copied = copying.copy(false);
        var usedByCopy = Processor.seconds() - before;
        var copiedThenIndexed = copying.copy(true);
        tell(
            "Round %d (load %.1f before): rebuild %.1f s, %,.0f events/s; COPY into tables with indexes %.1f s,"
                + " ratio %.2f; COPY and then indexes %.1f s, ratio %.2f; processors %.1f s for the rebuild, %.1f s"
                + " for the first COPY",
            round, load, seconds, events / seconds, copied,
            copied / seconds, copiedThenIndexed, copiedThenIndexed / seconds, used, usedByCopy);
        ratios.add(copied / seconds);
      }
      ratios.sort(null);
      tell("Ratio to COPY into the same tables and indexes, median of %d: %.2f, wanted ≥ 0.5", ratios.size(),
          ratios.get(ratios.size() / 2));
    } finally {
      PathUtils.deleteDirectory(folder);
    }
    return 0;
  }

  /** As if the service had applied all of it: a rebuild goes as far as the service has. */
  private static void project(Database database, Topic topic) throws Exception {
    var ends = topic.ends();
    for (var view : List.of("history", "tag", "task")) {
      for (var partition = 0; partition < Topic.PARTITIONS; partition++) {
        database.execute(PLACES.formatted(view, ends.id(), partition, ends.offsets()[partition],
            topic.last()[partition], topic.log()));
      }
    }
  }

  private void tell(String form, Object... values) {
    out.println(String.format(Locale.ROOT, form, values));
    out.flush();
  }
}
