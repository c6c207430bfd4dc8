package tasklog.bench.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tasklog.bench.report.Progress;
import tasklog.bench.baseline.PgBench;
import tasklog.bench.baseline.PlainInserts;
import tasklog.bench.load.Measured;
import tasklog.bench.report.Round;
import tasklog.bench.report.Series;
import tasklog.bench.server.Counters;
import tasklog.bench.server.Database;

/** Puts every measurement between two runs of the plain inserts, on the same server, and keeps what came of it. */
final class Comparison implements AutoCloseable {

  /** Which measurement a result belongs to. */
  record Key(String log, String name, int processes, int callers) {}

  /** Measures one thing, or several at the same time. */
  interface Measuring {
    Map<Key, Measured> run() throws InterruptedException;
  }

  private final Plan plan;
  private final Progress progress;
  private final Database database;
  private final PlainInserts inserts;
  private final Optional<PgBench> pgBench;
  private final Map<Key, Series> series = new LinkedHashMap<>();
  private int round;
  private String lastPayload = "";
  private double lastRate;

  /** @param database for the inserts alone */
  Comparison(Plan plan, Progress progress, Database database) {
    this.plan = plan;
    this.progress = progress;
    this.database = database;
    this.inserts = new PlainInserts(database, plan.callers());
    this.pgBench = PgBench.installed(database);
  }

  void warmUp(double seconds) throws InterruptedException {
    inserts.run(seconds, SampleTasks.payloadOfCreation());
  }

  void begin(int number) throws InterruptedException {
    round = number;
    inserts.clear();
    if (pgBench.isPresent()) compareInserts(pgBench.get());
  }

  private void compareInserts(PgBench tool) throws InterruptedException {
    var payload = SampleTasks.payloadOfCreation();
    double before = insertsBefore(payload);
    var counters = Counters.of(database);
    var measured = tool.run(plan.callers(), plan.seconds(), payload);
    var counted = Counters.of(database).since(counters);
    keep(new Key("-", "insert, by pgbench", 1, plan.callers()),
        Round.of(round, measured, before, insertsNow(payload), 0, counted));
  }

  /**
   * @param payload as long as that of the events that are appended
   * @param settled whether to wait until the server has told of whole pages that were written
   */
  void measure(FilledLog log, String payload, boolean settled, Measuring measuring)
      throws InterruptedException {
    double before = insertsBefore(payload);
    var counters = Counters.of(log.database());
    long head = log.head();
    var all = measuring.run();
    var counted = (settled ? Counters.settled(log.database()) : Counters.of(log.database())).since(counters);
    long events = log.head() - head;
    double after = insertsNow(payload);
    long pages = Counters.of(log.database()).since(counters).pages(); // told of by now
    var whole = new Counters(counted.walBytes(), settled ? counted.fullPageImages() : -1, pages);
    all.forEach((key, measured) -> keep(key, Round.of(round, measured, before, after, events, whole)));
  }

  /** Those after the last measurement are those before the next. */
  private double insertsBefore(String payload) throws InterruptedException {
    return payload.length() == lastPayload.length() ? lastRate : insertsNow(payload);
  }

  private double insertsNow(String payload) throws InterruptedException {
    lastPayload = payload;
    lastRate = inserts.run(plan.seconds(), payload).perSecond();
    return lastRate;
  }

  /** What was measured before something that keeps the disk busy says nothing of the time after it. */
  void forgetInserts() {
    lastPayload = "";
  }

  private void keep(Key key, Round result) {
    series.computeIfAbsent(key, _ -> new Series(key.name(), key.log(), key.processes(), key.callers()))
        .rounds().add(result);
    progress.say("%d/%d  %-4s  %-52s %8.0f/s  p50 %7.2f  p99 %7.2f  max %7.1f ms  ratio %.2f", round,
        plan.rounds(), key.log(), key.name(), result.perSecond(), result.p50(), result.p99(),
        result.longest(),
        result.ratio());
  }

  List<Series> series() {
    return List.copyOf(series.values());
  }

  @Override
  public void close() {
    inserts.close();
  }
}
