package tasklog.bench.store;

import static tasklog.bench.report.Goal.atLeast;
import static tasklog.bench.report.Goal.atMost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tasklog.bench.report.Goal;
import tasklog.bench.report.Round;
import tasklog.bench.report.Series;

/** What the store is to reach, and whether it did. Of many rounds the median counts, of waits the longest. */
final class Goals {

  private final List<Series> series;
  private final List<Goal> goals = new ArrayList<>();

  private Goals(List<Series> series) {
    this.series = series;
  }

  static List<Goal> of(Plan plan, List<Series> series) {
    var all = new Goals(series);
    plan.lengths().forEach(length -> all.of(plan, length.toString()));
    all.cost(plan.lengths().getFirst().toString(), plan.lengths().getLast().toString());
    return List.copyOf(all.goals);
  }

  private void of(Plan plan, String log) {
    rate(log, Workload.APPEND, 1.0);
    rate(log, Workload.CREATE, 1.0);
    rate(log, Workload.CHANGE, 1.5);
    latency(log, Workload.CREATE);
    latency(log, Workload.CHANGE);
    longest(log, Workload.CHANGE_HOT.label(), 1_000);
    plan.processes().forEach(processes -> several(log, processes));
    int bulk = plan.bulk().getLast();
    find(log, LogMeasurement.BULK.formatted(bulk)).ifPresent(found -> goals.add(
        atMost(at(log, found.name() + ", median"), found.median(Round::p50), 400, " ms")));
    longest(log, LogMeasurement.BESIDE_CALLERS.formatted(bulk), 2_000);
    longest(log, LogMeasurement.BESIDE_BULK.formatted(bulk), 300);
  }

  private void rate(String log, Workload workload, double limit) {
    find(log, workload.label()).ifPresent(found -> goals.add(
        atLeast(at(log, workload.label() + ", to inserts"), found.median(Round::ratio), limit, "x")));
  }

  private void latency(String log, Workload workload) {
    find(log, workload.label()).ifPresent(found -> goals.add(
        atMost(at(log, workload.label() + ", p99"), found.median(Round::p99), 15, " ms")));
  }

  private void longest(String log, String name, double limit) {
    find(log, name).ifPresent(found -> goals.add(
        atMost(at(log, name + ", longest"), found.most(Round::longest), limit, " ms")));
  }

  private void several(String log, int processes) {
    var name = LogMeasurement.SEVERAL.formatted(processes);
    longest(log, name, 1_000);
    if (processes == 1) return;
    var one = find(log, LogMeasurement.SEVERAL.formatted(1));
    var several = find(log, name);
    if (one.isPresent() && several.isPresent()) {
      goals.add(atLeast(at(log, name + ", in sum, to one"),
          several.get().median(Round::ratio) / one.get().median(Round::ratio), 0.9, "x"));
    }
  }

  /** How much more one costs on the longest log, each compared with the inserts of its own moment. */
  private void cost(String shortest, String longest) {
    if (shortest.equals(longest)) return;
    for (var workload : List.of(Workload.APPEND, Workload.CREATE, Workload.CHANGE, Workload.SOURCE)) {
      find(shortest, workload.label()).ifPresent(few -> find(longest, workload.label()).ifPresent(
          many -> goals.add(atMost(at(longest, workload.label() + ", cost to that at " + shortest),
              few.median(Round::ratio) / many.median(Round::ratio), 1.25, "x"))));
    }
  }

  private Optional<Series> find(String log, String name) {
    return series.stream().filter(one -> one.is(name, log)).findFirst();
  }

  private static String at(String log, String what) {
    return log + "  " + what;
  }
}
