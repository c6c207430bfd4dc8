package tasklog.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** A number that was measured in several rounds. */
public record Figure(String name, String unit, List<Double> rounds) {

  public Figure {
    rounds = List.copyOf(rounds);
  }

  @JsonProperty
  public double median() {
    var sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  public double least() {
    return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  public double most() {
    return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
