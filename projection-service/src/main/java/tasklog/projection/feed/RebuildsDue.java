package tasklog.projection.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.stereotype.Component;
import tasklog.database.RebuildDue;

/**
 * Views whose rows are as an older release has made them, until an operator rebuilds them. Queries go on with what is
 * there, so nothing is down; it is said once in the log, and in health and metrics for as long as it is so.
 */
@Component
class RebuildsDue {

  private static final Logger log = LoggerFactory.getLogger(RebuildsDue.class);

  private final JdbcOperations jdbc;
  private volatile List<RebuildDue> all = List.of();

  RebuildsDue(List<View> views, JdbcOperations jdbc, MeterRegistry meters) {
    this.jdbc = jdbc;
    for (var view : views) {
      Gauge.builder("tasklog.feed.rebuild.due", () -> isDue(view.name()) ? 1 : 0)
          .tag("view", view.name())
          .description("1 while rows are as an older release has made them, until they are rebuilt; else 0")
          .register(meters);
    }
  }

  /** By one thread. */
  void look() {
    var before = all;
    all = List.copyOf(jdbc.execute((ConnectionCallback<List<RebuildDue>>) RebuildDue::in));
    all.stream().filter(due -> !before.contains(due)).forEach(due -> log.warn(
        "View {} is as it was before version {} of the schema until it is rebuilt, {}: {}", due.view(),
        due.version(), due.command(), due.because()));
  }

  /** As of the last look. */
  List<RebuildDue> all() {
    return all;
  }

  private boolean isDue(String view) {
    return all.stream().anyMatch(due -> due.view().equals(view));
  }
}
