package tasklog.projection.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tasklog.bench.load.Load;
import tasklog.bench.load.Measured;
import tasklog.bench.queries.QueriesPlan;
import tasklog.bench.queries.QueryRound;
import tasklog.bench.queries.QuerySeries;
import tasklog.bench.report.Progress;
import tasklog.projection.task.QueryCases.QueryCase;
import tasklog.projection.task.ServerTime.Spent;

/**
 * Measures each query in each round, all of them beside the look-ups by primary key of the round: before, between and
 * after the others, so that what else the machine does meets both.
 */
final class QueryMeasurement {

  private static final int BETWEEN = 15;

  private record Key(String name, int callers) {}

  private record Met(Measured measured, Spent spent) {

    double p50() {
      return measured.latency().getValueAtPercentile(50) / 1e6;
    }

    static double mean(List<Met> all, ToDoubleFunction<Met> figure) {
      return all.stream().mapToDouble(figure).average().orElseThrow();
    }
  }

  private final QueriesPlan plan;
  private final List<QueryCase> cases;
  private final ServerTime server;
  private final Progress progress;
  private final Map<Key, List<QueryRound>> rounds = new LinkedHashMap<>();

  /** @param cases the look-up that all others are compared with is the first */
  QueryMeasurement(QueriesPlan plan, List<QueryCase> cases, ServerTime server, Progress progress) {
    this.plan = plan;
    this.cases = List.copyOf(cases);
    this.server = server;
    this.progress = progress;
  }

  List<QuerySeries> run() throws InterruptedException {
    progress.say("Warming up for %.0f s", plan.warmUp());
    for (var one : cases) {
      Load.ofVirtualThreads(plan.callers(), plan.warmUp() / cases.size()).run(_ -> one.call());
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      measure(round, 1, cases);
      measure(round, plan.callers(), cases.stream().filter(QueryCase::together).toList());
      progress.say("Round %d of %d", round, plan.rounds());
    }
    return rounds.entrySet().stream()
        .map(one -> new QuerySeries(one.getKey().name(), one.getKey().callers(), one.getValue())).toList();
  }

  private void measure(int round, int callers, List<QueryCase> asked) throws InterruptedException {
    var lookUp = cases.getFirst();
    var lookUps = new ArrayList<Met>();
    var others = new LinkedHashMap<QueryCase, Met>();
    for (var one : asked.subList(1, asked.size())) {
      if (others.size() % BETWEEN == 0) {
        lookUps.add(meet(lookUp, callers));
      }
      others.put(one, meet(one, callers));
    }
    lookUps.add(meet(lookUp, callers));
    keep(round, callers, lookUp, lookUps.getFirst(), lookUps);
    others.forEach((one, met) -> keep(round, callers, one, met, lookUps));
  }

  private Met meet(QueryCase one, int callers) throws InterruptedException {
    server.reset();
    var measured = Load.ofVirtualThreads(callers, plan.seconds()).run(_ -> one.call());
    if (measured.failures() > 0) throw new IllegalStateException(one.name() + " has failed");
    return new Met(measured, server.spent().per(measured.calls()));
  }

  private void keep(int round, int callers, QueryCase one, Met met, List<Met> lookUps) {
    var measured = met.measured();
    var spent = met.spent();
    var ratio = callers == 1
        ? met.p50() / Met.mean(lookUps, Met::p50)
        : Met.mean(lookUps, lookUp -> lookUp.measured().perSecond()) / measured.perSecond();
    var serverRatio = spent.total() < 0
        ? -1
        : spent.total() / Met.mean(lookUps, lookUp -> lookUp.spent().total());
    rounds.computeIfAbsent(new Key(one.name(), callers), _ -> new ArrayList<>())
        .add(new QueryRound(round, measured.calls(), measured.perSecond(), met.p50(),
            measured.latency().getValueAtPercentile(99) / 1e6, measured.longestMillis(), ratio, spent.total(),
            spent.planning(), serverRatio, spent.pages()));
  }
}
