package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How far behind a view is, in seconds and in events, whatever is away. */
class FeedLagTest extends FeedScenario {

  @Test
  void the_lag_is_known_from_heartbeats_grows_while_none_come_and_falls_to_zero_afterwards() {
    stream.create().publish(append(0, 1)).heartbeat(clock.instant().minusSeconds(100));
    var instance = start();
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(100));
    stream.heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(0));

    clock.move(Duration.ofHours(2));
    assertThat(lagsInSeconds(instance)).containsOnly(7200);
    assertThat(instance.progress.of(view.name()).lag()).contains(Duration.ofHours(2));
    assertThat(lagsInEvents(instance)).containsOnly(0);

    stream.publish(append(1, 3)).heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(0));
    assertThat(lagsInEvents(instance)).containsOnly(0);
    assertThat(instance.progress.of(view.name()).lag()).contains(Duration.ZERO);
  }

  @Test
  void the_lag_in_events_grows_while_the_database_is_away_and_falls_to_zero_afterwards() {
    stream.create().publish(append(0, 1)).heartbeat(clock.instant());
    var instance = start();
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInEvents(instance)).containsOnly(0));
    view.failures.set(Integer.MAX_VALUE);
    clock.move(Duration.ofSeconds(5));
    stream.publish(append(0, 4)).heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsExactly(5, 0, 0));
    assertThat(lagsInEvents(instance)).containsExactly(4, 0, 0);
    view.failures.set(0);
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsOnly(0));
    assertThat(lagsInEvents(instance)).containsOnly(0);
  }
}
