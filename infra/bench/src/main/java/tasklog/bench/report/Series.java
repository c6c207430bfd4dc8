package tasklog.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of one measurement.
 *
 * @param log       how long the log was, as it was asked for
 * @param callers   in each process
 * @param processes that took part
 */
public record Series(String name, String log, int processes, int callers, List<Round> rounds) {

  public Series(String name, String log, int processes, int callers) {
    this(name, log, processes, callers, new ArrayList<>());
  }

  public boolean is(String otherName, String otherLog) {
    return name.equals(otherName) && log.equals(otherLog);
  }

  public double median(ToDoubleFunction<Round> figure) {
    var sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  public double least(ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).min().orElseThrow();
  }

  public double most(ToDoubleFunction<Round> figure) {
    return rounds.stream().mapToDouble(figure).max().orElseThrow();
  }

  public long failures() {
    return rounds.stream().mapToLong(Round::failures).sum();
  }
}
