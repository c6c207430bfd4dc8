package tasklog.bench.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tasklog.bench.report.Progress;
import tasklog.bench.report.Series;
import tasklog.bench.server.Server;

/** Fills the logs, and measures everything on all of them, round by round, so that all of it sees the same machine. */
final class Session implements AutoCloseable {

  private final Plan plan;
  private final Server server;
  private final Progress progress;
  private final Comparison comparison;
  private final Workers workers;
  private final List<LogMeasurement> measurements = new ArrayList<>();

  Session(Plan plan, Server server, Progress progress) {
    this.plan = plan;
    this.server = server;
    this.progress = progress;
    this.comparison = new Comparison(plan, progress, server.newDatabase("plain"));
    this.workers = new Workers(plan.processes().isEmpty() ? 0 : plan.processes().getLast());
  }

  List<Series> measure() throws InterruptedException {
    for (var length : plan.lengths()) {
      measurements.add(new LogMeasurement(plan, length, fill(length), workers, server, comparison));
    }
    warmUp();
    for (int round = 1; round <= plan.rounds(); round++) {
      comparison.begin(round);
      for (var measurement : measurements) {
        measurement.run();
      }
    }
    return comparison.series();
  }

  private FilledLog fill(Length length) throws InterruptedException {
    var database = server.newDatabase(length.toString().toLowerCase(Locale.ROOT));
    var contents = Contents.of(length, plan.tasksOfLarge(), plan.eventsOfOne());
    FilledLog.migrate(database);
    progress.show("Filling a log of " + length, History.length(contents),
        reached -> new Prefill(database, contents).run(reached));
    return new FilledLog(database, contents);
  }

  private void warmUp() throws InterruptedException {
    progress.say("Warming up for %.0f s%s", plan.warmUp(),
        workers.count() == 0 ? "" : ", then the other processes as long");
    comparison.warmUp(plan.warmUp() / 10);
    for (var measurement : measurements) {
      measurement.warmUp(plan.warmUp() / measurements.size());
    }
  }

  @Override
  public void close() {
    workers.close();
    measurements.forEach(measurement -> measurement.log().close());
    comparison.close();
  }
}
