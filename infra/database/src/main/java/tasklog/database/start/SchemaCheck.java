package tasklog.database.start;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tasklog.database.Comparison;
import tasklog.database.Comparison.Different;
import tasklog.database.Comparison.NotComparable;
import tasklog.database.Comparison.Same;
import tasklog.database.GoldenSchema;

/**
 * Reports a database that is not what its migrations make of it, once, when the service serves already. Requests go on,
 * so its health belongs to no readiness group. An edited migration never gets this far: Flyway refuses the start.
 */
@Component
final class SchemaCheck implements ApplicationRunner, HealthIndicator {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaCheck.class);
  private static final int MOST_LINES = 20;

  private final DataSource database;
  private volatile Comparison comparison = new NotComparable("it was not looked at yet");

  SchemaCheck(DataSource database) {
    this.database = database;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    try (var golden = new ClassPathResource("db/schema.txt").getInputStream();
        var connection = database.getConnection()) {
      comparison = GoldenSchema.read(golden).compare(connection);
    } catch (IOException | SQLException e) {
      comparison = new NotComparable("it cannot be read: " + e.getMessage());
    }
    report();
  }

  private void report() {
    switch (comparison) {
      case Same _ -> LOG.debug("The schema is what its migrations make");
      case NotComparable(var because) -> LOG.warn("The schema was not compared with its migrations: {}",
          because);
      case Different(var differences) -> LOG.error(
          "The schema is not what its migrations make; somebody has changed it by hand. {} differences:\n  {}",
          differences.size(), String.join("\n  ", first(differences)));
    }
  }

  private static List<String> first(List<String> differences) {
    return differences.subList(0, Math.min(MOST_LINES, differences.size()));
  }

  @Override
  public Health health() {
    return switch (comparison) {
      case Same _ -> Health.up().build();
      case NotComparable(var because) -> Health.up().withDetail("not compared", because).build();
      case Different(var differences) -> Health.down().withDetail("differences", first(differences)).build();
    };
  }
}
