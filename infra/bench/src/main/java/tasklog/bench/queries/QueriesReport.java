package tasklog.bench.queries;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tasklog.bench.report.Figure;
import tasklog.bench.report.Goal;
import tasklog.bench.report.Machine;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was measured; its table is Markdown.
 *
 * @param options  of the measurement, as they were used
 * @param settings of the server
 * @param http     empty unless it was asked for
 */
record QueriesReport(String measurement, Instant begun, Instant ended, Machine machine,
    Map<String, String> settings, Map<String, Object> options, List<QuerySeries> series, List<Figure> http,
    List<Goal> goals) {

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .enable(SerializationFeature.INDENT_OUTPUT).build();

  void write(Path file) {
    JSON.writeValue(file, this);
  }

  void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%n%s, %d cores (load %.1f before), %s, PostgreSQL %s%n", machine.processor(),
        machine.cores(), machine.load(), machine.java(), settings.get("server_version"));
    out.println("Medians of the rounds, times in ms; p99 is the largest of the rounds.");
    out.println();
    series.stream().map(QuerySeries::callers).distinct().sorted().forEach(callers -> table(out, callers));
    http.forEach(figure -> out.printf(Locale.ROOT, "%-64s %12.2f %-10s (%.2f, %.2f)%n", figure.name(),
        figure.median(), figure.unit(), figure.least(), figure.most()));
    goals.forEach(goal -> goal.print(out));
    out.flush();
  }

  private void table(PrintWriter out, int callers) {
    out.printf(
        "| %d caller%s | p50 | p99 | a second | to the look-up (least, most) | server | planning | server's ratio | pages |%n",
        callers, callers == 1 ? "" : "s");
    out.println("|---|---|---|---|---|---|---|---|---|");
    series.stream().filter(one -> one.callers() == callers).forEach(one -> out.printf(Locale.ROOT,
        "| %s | %.2f | %.2f | %,.0f | %.2f (%.2f, %.2f) | %s | %s | %s | %s |%n", one.name(),
        one.median(QueryRound::p50), one.most(QueryRound::p99), one.median(QueryRound::perSecond),
        one.median(QueryRound::ratio), one.least(QueryRound::ratio), one.most(QueryRound::ratio),
        known("%.3f", one.median(QueryRound::server)), known("%.3f", one.median(QueryRound::planning)),
        known("%.1f", one.median(QueryRound::serverRatio)), known("%,.0f", one.median(QueryRound::pages))));
    out.println();
  }

  private static String known(String form, double value) {
    return value < 0 ? "" : String.format(Locale.ROOT, form, value);
  }
}
