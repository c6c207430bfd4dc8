package tasklog.projection.feed;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Down while a partition waits for a person. Queries go on, so it belongs to no readiness group. */
@Component
class FeedHealth implements HealthIndicator {

  private final Stops stops;

  FeedHealth(Stops stops) {
    this.stops = stops;
  }

  @Override
  public Health health() {
    var all = stops.all();
    return all.isEmpty() ? Health.up().build() : Health.down().withDetail("stopped", all).build();
  }
}
