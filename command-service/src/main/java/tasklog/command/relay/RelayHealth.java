package tasklog.command.relay;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Shows the relay to operators. Only what needs one is down: commands are taken without Kafka, so that neither
 * liveness nor readiness asks for it.
 */
final class RelayHealth implements HealthIndicator {

  private static final Status DEGRADED = new Status("DEGRADED");

  private final RelayStatus relay;

  RelayHealth(RelayStatus relay) {
    this.relay = relay;
  }

  @Override
  public Health health() {
    var state = relay.state();
    var health = switch (state) {
      case LEADING, FOLLOWING, OFF -> Health.up();
      case RETRYING -> Health.status(DEGRADED);
      case REFUSED -> Health.down();
    };
    health.withDetail("state", state.name().toLowerCase(Locale.ROOT));
    if (relay.position() >= 0) {
      health.withDetail("position", relay.position()).withDetail("backlog", (long) relay.backlog());
    }
    return withError(health, relay.lastError()).build();
  }

  private static Health.Builder withError(Health.Builder health, @Nullable String error) {
    return error == null ? health : health.withDetail("error", error);
  }
}
