package tasklog.command.store;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down from when the log was seen to have been replaced, until the process is started anew. */
final class LogHealth implements HealthIndicator {

  private final PostgresEventStorageEngine engine;

  LogHealth(PostgresEventStorageEngine engine) {
    this.engine = engine;
  }

  @Override
  public Health health() {
    return engine.replaced().map(why -> Health.down().withDetail("error", why)).orElseGet(Health::up).build();
  }
}
