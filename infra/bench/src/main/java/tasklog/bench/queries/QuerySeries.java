package tasklog.bench.queries;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The rounds of one query with so many callers. */
public record QuerySeries(String name, int callers, List<QueryRound> rounds) {

  double median(ToDoubleFunction<QueryRound> figure) {
    var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  double least(ToDoubleFunction<QueryRound> figure) {
    return rounds.stream().mapToDouble(figure).min().orElseThrow();
  }

  double most(ToDoubleFunction<QueryRound> figure) {
    return rounds.stream().mapToDouble(figure).max().orElseThrow();
  }
}
