package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code infra/docs/metrics.md} is what operators know of metrics. */
class MetricsIT {

  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Pattern ROW = Pattern
      .compile("\\| `(tasklog\\.[a-z.]+)` \\| ([a-z]+) \\| [^|]+ \\| ([^|]*)\\| [^|]+ \\|");
  private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`");

  private record Metric(String name, String type, Set<String> labels) {

    static Metric of(Matcher row) {
      return new Metric(row.group(1), row.group(2), LABEL.matcher(row.group(3)).results()
          .map(label -> label.group(1)).collect(Collectors.toCollection(TreeSet::new)));
    }

    static Metric of(JsonNode running) {
      return new Metric(running.get("name").stringValue(),
          type(running.get("measurements").values().stream()
              .map(measurement -> measurement.get("statistic").stringValue()).toList()),
          running.get("availableTags").values().stream().map(tag -> tag.get("tag").stringValue())
              .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static String type(List<String> statistics) {
      if (statistics.contains("TOTAL_TIME")) return "timer";
      if (statistics.contains("TOTAL")) return "summary";
      return statistics.contains("COUNT") ? "counter" : "gauge";
    }
  }

  /** What a service registers only when it happens is seen by nobody who looks before: there is nothing of that kind. */
  @Test
  void the_page_names_every_metric_of_both_services_with_its_type_and_labels_and_no_other()
      throws IOException {
    var written = Files.readAllLines(PAGE).stream().map(ROW::matcher).filter(Matcher::matches).map(Metric::of)
        .toList();
    assertThat(Services.shared().metrics().values()).extracting(Metric::of).isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(written);
  }
}
