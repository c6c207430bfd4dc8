package tasklog.projection.feed;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Down while a partition waits for a person; {@code PARKED}, which takes nothing down, while the events of an owner do. Tells
 * which rebuilds are due. Queries go on, so it belongs to no readiness group.
 */
@Component
class FeedHealth implements HealthIndicator {

  static final Status PARKED = new Status("PARKED", "Events are set aside: infra/tasklog parked list");

  private final Stops stops;
  private final Attendant attendant;
  private final RebuildsDue rebuilds;

  FeedHealth(Stops stops, Attendant attendant, RebuildsDue rebuilds) {
    this.stops = stops;
    this.attendant = attendant;
    this.rebuilds = rebuilds;
  }

  @Override
  public Health health() {
    var parked = attendant.parked();
    var all = stops.all();
    var health = parked.isEmpty() ? Health.up() : Health.status(PARKED).withDetail("parked", parked);
    if (!rebuilds.all().isEmpty()) {
      health.withDetail("rebuild due", rebuilds.all());
    }
    return all.isEmpty() ? health.build() : health.down().withDetail("stopped", all).build();
  }
}
