package tasklog.bench.report;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was measured.
 *
 * @param options  of the measurement, as they were used
 * @param settings of the server
 */
public record Report(String measurement, Instant begun, Instant ended, Machine machine,
    Map<String, String> settings, Map<String, Object> options, List<Series> series, List<Goal> goals) {

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .enable(SerializationFeature.INDENT_OUTPUT).build();

  public void write(Path file) {
    JSON.writeValue(file, this);
  }

  public void print(PrintWriter out) {
    out.printf("%n%s, %d cores (load %.1f before), %s, PostgreSQL %s%n", machine.processor(), machine.cores(),
        machine.load(), machine.java(), settings.get("server_version"));
    out.println(
        "Medians of the rounds; latencies in ms, corrected for coordinated omission; max is of all rounds.");
    out.printf("%n%-4s  %-52s %9s %8s %8s %8s %8s  %s%n", "log", "", "a second", "p50", "p99", "p99.9", "max",
        "ratio to inserts (least, most)");
    series.forEach(one -> print(out, one));
    out.println();
    goals.forEach(goal -> goal.print(out));
    out.flush();
  }

  private static void print(PrintWriter out, Series one) {
    var failures = one.failures() == 0 ? "" : "  " + one.failures() + " FAILED";
    out.printf(Locale.ROOT, "%-4s  %-52s %9.0f %8.2f %8.2f %8.2f %8.1f  %5.2f (%.2f, %.2f)%s%n", one.log(),
        one.name(), one.median(Round::perSecond), one.median(Round::p50), one.median(Round::p99),
        one.median(Round::p999), one.most(Round::longest), one.median(Round::ratio), one.least(Round::ratio),
        one.most(Round::ratio), failures);
  }
}
