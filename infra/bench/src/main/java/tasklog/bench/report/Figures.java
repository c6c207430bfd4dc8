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
 * Numbers that were measured, each compared with a baseline of its own where it is a ratio.
 *
 * @param options  of the measurement, as they were used
 * @param settings of the server
 */
public record Figures(String measurement, Instant begun, Instant ended, Machine machine,
    Map<String, String> settings, Map<String, Object> options, List<Figure> figures, List<Goal> goals) {

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .enable(SerializationFeature.INDENT_OUTPUT).build();

  public void write(Path file) {
    JSON.writeValue(file, this);
  }

  public void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%n%s, %d cores (load %.1f before), %s, PostgreSQL %s%n%n", machine.processor(),
        machine.cores(), machine.load(), machine.java(), settings.get("server_version"));
    out.printf("%-64s %12s %-10s %s%n", "", "median", "", "(least, most)");
    figures.forEach(figure -> out.printf(Locale.ROOT, "%-64s %12.2f %-10s (%.2f, %.2f)%n", figure.name(),
        figure.median(), figure.unit(), figure.least(), figure.most()));
    out.println();
    goals.forEach(goal -> goal.print(out));
    out.flush();
  }
}
