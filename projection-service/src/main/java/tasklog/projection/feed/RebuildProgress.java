package tasklog.projection.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far rebuilds are, as a metric: they are processes of their own, and leave what they have done in the database. */
@Component
class RebuildProgress {

  /** Whether there is something to look at, and we may. */
  private static final String THERE = """
      SELECT count(*) = 2
        FROM pg_class AS made JOIN pg_namespace AS its ON its.oid = made.relnamespace
       WHERE its.nspname = 'rebuild' AND made.relname IN ('begun', 'projection_offset')
         AND has_schema_privilege(its.oid, 'USAGE') AND has_table_privilege(made.oid, 'SELECT')
      """;

  private static final String SHARES = """
      SELECT begun.view,
             least(1, coalesce((SELECT sum(made.next_offset)
                                  FROM rebuild.projection_offset AS made
                                 WHERE made.view = begun.view), 0)
                      / greatest(1, (SELECT sum(live.next_offset)
                                       FROM projection_offset AS live
                                      WHERE live.view = begun.view AND live.generation = :generation))) AS share
        FROM rebuild.begun
      """;

  private final JdbcClient jdbc;
  private final int generation;
  private volatile Map<String, Double> shares = Map.of();

  RebuildProgress(List<View> views, JdbcClient jdbc, StreamProperties stream, MeterRegistry meters) {
    this.jdbc = jdbc;
    this.generation = stream.generation();
    for (var view : views) {
      Gauge.builder("tasklog.feed.rebuild.progress", () -> shares.getOrDefault(view.name(), Double.NaN))
          .tag("view", view.name())
          .description("Share of the stream that a rebuild under way has read again; NaN when there is none")
          .register(meters);
    }
  }

  void look() {
    shares = jdbc.sql(THERE).query(Boolean.class).single() ? read() : Map.of();
  }

  private Map<String, Double> read() {
    var read = new HashMap<String, Double>();
    try {
      jdbc.sql(SHARES).param("generation", generation).query(row -> {
        read.put(row.getString("view"), row.getDouble("share"));
      });
    } catch (BadSqlGrammarException _) {
      return Map.of(); // it has ended since
    }
    return Map.copyOf(read);
  }
}
