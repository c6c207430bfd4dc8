package tasklog.bench.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tasklog.bench.load.Call;
import tasklog.bench.load.Load;
import tasklog.bench.load.Measured;
import tasklog.bench.server.Server;
import tasklog.bench.store.Comparison.Key;

/** Everything that is measured on one log in one round. */
record LogMeasurement(Plan plan, Length length, FilledLog log, Workers workers, Server server,
    Comparison comparison) {

  static final String BULK = "bulk status of %,d tasks";
  static final String BESIDE_CALLERS = BULK + ", others change them too";
  static final String BESIDE_BULK = "change status, beside a bulk of %,d";
  static final String SEVERAL = "create and change, processes: %d";

  private static final int LEAD_IN = 2;

  private static final List<Workload> CREATING = List.of(
      Workload.CREATE_USUALLY, Workload.APPEND, Workload.CREATE);
  private static final List<Workload> CHANGING = List.of(
      Workload.CHANGE_USUALLY, Workload.CHANGE, Workload.CHANGE_ANY, Workload.CHANGE_HOT, Workload.SOURCE);
  private static final List<Workload> OF_LONG_TASK = List.of(
      Workload.SOURCE_MANY, Workload.CHANGE_MANY, Workload.CHANGE_FEW);

  void warmUp(double seconds) throws InterruptedException {
    var all = Stream.concat(CREATING.stream(), CHANGING.stream()).toList();
    for (var workload : all) {
      load(workload, plan.callers(), seconds / all.size());
    }
    int tasks = plan.bulk().getLast();
    if (tasks <= log.contents().ofLarge()) beside(tasks, seconds / all.size());
    if (workers.count() > 0) workers.run(workers.count(), share(seconds));
  }

  void run() throws InterruptedException {
    for (var workload : CREATING) {
      one(workload, plan.callers(), SampleTasks.payloadOfCreation());
    }
    for (var workload : CHANGING) {
      one(workload, plan.callers(), SampleTasks.payloadOfChange());
    }
    for (int processes : plan.processes()) {
      several(processes);
    }
    if (log.contents().eventsOfOne() > 0) {
      for (var workload : OF_LONG_TASK) {
        one(workload, 1, SampleTasks.payloadOfChange());
      }
    }
    for (int tasks : plan.bulk()) {
      if (tasks <= log.contents().ofLarge()) bulk(tasks);
    }
    if (plan.bulk().getLast() <= log.contents().ofLarge()) bulkBesideCallers(plan.bulk().getLast());
  }

  private void one(Workload workload, int callers, String payload) throws InterruptedException {
    comparison.measure(log, payload, false,
        () -> Map.of(key(workload.label(), callers), load(workload, callers, plan.seconds())));
  }

  private Measured load(Workload workload, int callers, double seconds) throws InterruptedException {
    try {
      return Load.ofVirtualThreads(callers, seconds).run(_ -> workload.caller(log));
    } finally {
      log.usual().close();
    }
  }

  /** Of processes that are at work: one that was idle knows nothing of what the others have done meanwhile. */
  private void several(int processes) throws InterruptedException {
    var key = new Key(length.toString(), SEVERAL.formatted(processes), processes, plan.callers());
    workers.run(processes, share(LEAD_IN * plan.seconds()));
    comparison.measure(log, SampleTasks.payloadOfChange(), false,
        () -> Map.of(key, workers.run(processes, share(plan.seconds()))));
  }

  private Worker.Order share(double seconds) {
    return new Worker.Order(log.database(), log.contents(), Workload.SHARE, plan.callers(), seconds);
  }

  private void bulk(int tasks) throws InterruptedException {
    afterCheckpoint(() -> Map.of(key(BULK.formatted(tasks), 1), bulkLoad(tasks, plan.seconds())));
  }

  private Measured bulkLoad(int tasks, double seconds) throws InterruptedException {
    Call bulk = () -> log.service().changeStatuses(Contents.LARGE, log.contents().someOfLarge(tasks),
        log.anyBegin());
    return Load.ofVirtualThreads(1, seconds).run(_ -> bulk);
  }

  private void bulkBesideCallers(int tasks) throws InterruptedException {
    afterCheckpoint(() -> beside(tasks, plan.seconds()));
  }

  private Map<Key, Measured> beside(int tasks, double seconds) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Measured> others = () -> load(Workload.CHANGE_LARGE, plan.callers(), seconds);
      var beside = executor.submit(others);
      var bulk = bulkLoad(tasks, seconds);
      var both = new LinkedHashMap<Key, Measured>();
      both.put(key(BESIDE_CALLERS.formatted(tasks), 1), bulk);
      both.put(key(BESIDE_BULK.formatted(tasks), plan.callers()), beside.get());
      return both;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The worst moment for what touches many pages: each of them is written whole into the log of changes. */
  private void afterCheckpoint(Comparison.Measuring measuring) throws InterruptedException {
    server.checkpoint();
    comparison.forgetInserts();
    comparison.measure(log, SampleTasks.payloadOfChange(), true, measuring);
  }

  private Key key(String name, int callers) {
    return new Key(length.toString(), name, 1, callers);
  }
}
