package tasklog.bench.stream;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import tasklog.bench.report.Figure;
import tasklog.bench.report.Progress;
import tasklog.bench.server.Processor;
import tasklog.bench.server.Server;
import tasklog.bench.store.ServiceCommands;
import tasklog.command.relay.StandaloneRelay;
import tasklog.events.wire.Checkpoint;

/**
 * Brings one log to a new generation of the stream in each round, and each generation to rows of its own; then sends
 * commands on the way of the last one.
 */
final class StreamSession implements AutoCloseable {

  static final String RELAY = "relay catching up, to the bare producer";
  static final String REBUILD = "rebuild, to COPY into the same tables and indexes";
  static final String FAILED = "%,d commands/s: not answered or not seen";
  static final String SEEN = "%,d commands/s: answered to seen by a query, %s";

  private static final long SEED = 42;
  private static final long MOMENT_NANOS = 1_000_000;
  private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

  /** Kept under one name. */
  private record Kept(String unit, List<Double> rounds) {}

  private final StreamPlan plan;
  private final Server server;
  private final String brokers;
  private final Path folder;
  private final Progress progress;
  private final WriteSide log;
  private final Map<String, Kept> figures = new LinkedHashMap<>();

  StreamSession(StreamPlan plan, Server server, String brokers, Path folder, Progress progress) {
    this.plan = plan;
    this.server = server;
    this.brokers = brokers;
    this.folder = folder;
    this.progress = progress;
    this.log = new WriteSide(server.newDatabase("log"), brokers);
  }

  List<Figure> measure() throws IOException, SQLException, ExecutionException, InterruptedException {
    log.fill(mix(), plan.events(), done -> {});
    progress.say("A log of %,d events", plan.events());
    for (int round = 1; round <= plan.rounds(); round++) {
      var checkpoint = relay(round);
      var readSide = new ReadSide(server.newDatabase("read" + round), brokers, round, List.of(), false);
      project(readSide, checkpoint);
      rebuild(readSide);
      if (round == plan.rounds() && !plan.rates().isEmpty()) latencies(readSide, checkpoint);
    }
    return figures.entrySet().stream()
        .map(kept -> new Figure(kept.getKey(), kept.getValue().unit(), kept.getValue().rounds())).toList();
  }

  private Checkpoint relay(int round) throws ExecutionException, InterruptedException {
    double bare = new BareProducer(brokers, round).send(mix(), plan.events());
    keep("bare transactional producer", "events/s", bare);
    try (var relay = log.relay(round)) {
      awaitLeading(relay);
      var begin = System.nanoTime();
      try (var checkpoints = new Checkpoints(brokers, round)) {
        var checkpoint = checkpoints.await(plan.events());
        double caughtUp = plan.events() * 1e9 / (System.nanoTime() - begin);
        keep("relay catching up", "events/s", caughtUp);
        keep(RELAY, "x", caughtUp / bare);
        return checkpoint;
      }
    }
  }

  /** The topics are there then. */
  private static void awaitLeading(StandaloneRelay relay) {
    while (!relay.state().equals("leading")) {
      LockSupport.parkNanos(MOMENT_NANOS);
    }
  }

  /** From the first rows on: the start of the service is not what is measured. */
  private void project(ReadSide readSide, Checkpoint checkpoint) throws IOException, InterruptedException {
    try (var service = readSide.serve()) {
      var first = Projected.await(readSide.database(), service, projected -> projected.records() > 0);
      var begin = System.nanoTime();
      var last = Projected.await(readSide.database(), service, projected -> projected.isAt(checkpoint));
      double share = 1 - (double) first.records() / last.records();
      keep("projection, all views", "events/s", plan.events() * share * 1e9 / (System.nanoTime() - begin));
    }
  }

  private void rebuild(ReadSide readSide) throws IOException, SQLException, InterruptedException {
    server.checkpoint();
    double before = Processor.seconds();
    double rebuilt = readSide.rebuild(false);
    double used = Processor.seconds() - before;
    var copying = new Copying(readSide.database(), folder);
    copying.export();
    double beforeCopy = Processor.seconds();
    double copied = copying.copy(false);
    double usedByCopy = Processor.seconds() - beforeCopy;
    keep("rebuild, all views, JVM start and comparison among it", "events/s", plan.events() / rebuilt);
    keep("COPY into tables with indexes", "events/s", plan.events() / copied);
    keep(REBUILD, "x", copied / rebuilt);
    keep("COPY, then indexes, to the rebuild", "x", copying.copy(true) / rebuilt);
    if (used > 0) {
      keep("rebuild, processors", "s", used);
      keep("COPY into tables with indexes, processors", "s", usedByCopy);
    }
  }

  private void latencies(ReadSide readSide, Checkpoint checkpoint)
      throws IOException, SQLException, InterruptedException {
    try (var relay = log.relay(plan.rounds());
        var commands = new ServiceCommands(log.database());
        var service = readSide.serve();
        var visible = new Visible(readSide.database())) {
      awaitLeading(relay);
      Projected.await(readSide.database(), service, projected -> projected.isAt(checkpoint));
      var latency = new Latency(commands, visible);
      progress.say("Warming up for %.0f s", plan.warmUp());
      latency.run(plan.warmUpRate(), plan.warmUp());
      for (int round = 1; round <= plan.rounds(); round++) {
        for (int rate : plan.rates()) {
          service.requireAlive();
          keep(rate, latency.run(rate, plan.seconds()));
        }
      }
    }
  }

  private void keep(int rate, Latency.Met met) {
    for (double percentile : PERCENTILES) {
      var name = "p" + (percentile == Math.rint(percentile) ? Long.toString((long) percentile) : percentile);
      keep("%,d commands/s: due to answered, %s".formatted(rate, name), "ms",
          millis(met.answered(), percentile));
      keep(SEEN.formatted(rate, name), "ms", millis(met.seen(), percentile));
      keep("%,d commands/s: due to seen by a query, %s".formatted(rate, name), "ms",
          millis(met.whole(), percentile));
    }
    keep(FAILED.formatted(rate), "commands", met.failures());
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }

  private void keep(String name, String unit, double value) {
    figures.computeIfAbsent(name, _ -> new Kept(unit, new ArrayList<>())).rounds().add(value);
    progress.say("%-64s %12.2f %s", name, value, unit);
  }

  private Mix mix() {
    return new Mix(SEED, plan.owners());
  }

  @Override
  public void close() {
    log.close();
  }
}
