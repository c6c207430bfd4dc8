package tasklog.projection.feed.rebuild;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.database.GoldenSchema;

/**
 * What migrations have left to a rebuild of a view. It is for the build that makes the schema as they have left it: another
 * one would make other rows, and take out what is due all the same.
 */
final class Due {

  private static final String COLUMNS = """
      SELECT DISTINCT unnest(columns) FROM %s.rebuild_due WHERE view = :view
      """;

  private static final String DONE = "DELETE FROM %s.rebuild_due WHERE view = :view";

  private static final String VERSION = """
      SELECT version
        FROM %s.flyway_schema_history
       WHERE success AND version IS NOT NULL
       ORDER BY installed_rank DESC
       LIMIT 1
      """;

  private final JdbcClient jdbc;
  private final String live;
  private final String view;

  /** @param live the schema that the service uses */
  Due(JdbcClient jdbc, String live, String view) {
    this.jdbc = jdbc;
    this.live = live;
    this.view = view;
  }

  /** Values that the live tables do not have yet as this build makes them, as {@code table.column}. */
  Set<String> columns() {
    return Set.copyOf(jdbc.sql(COLUMNS.formatted(live)).param("view", view).query(String.class).list());
  }

  /**
   * Takes it out, in the current transaction.
   *
   * @throws Refused when it was left for another build
   */
  void done() {
    jdbc.sql(DONE.formatted(live)).param("view", view).update();
    // Behind that: what comes later stays.
    refuseAnotherSchema();
  }

  /** @throws Refused when the schema is not as this build makes it */
  void refuseAnotherSchema() {
    var there = jdbc.sql(VERSION.formatted(live)).query(String.class).optional().orElse("000");
    var ours = ours();
    if (!there.equals(ours)) {
      throw new Refused(
          "The read database is at version " + there + " of its schema, and this release makes " + ours
              + "; rebuild with the release that projection-service runs");
    }
  }

  private static String ours() {
    try (var golden = new ClassPathResource("db/schema.txt").getInputStream()) {
      return GoldenSchema.read(golden).version();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
