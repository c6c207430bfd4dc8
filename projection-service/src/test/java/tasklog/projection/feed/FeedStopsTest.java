package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import tasklog.projection.feed.Stops.Stop;
import tasklog.projection.feed.Unusable.Reason;

/** What stops a partition and no other, until a person has looked. */
class FeedStopsTest extends FeedScenario {

  @Test
  void a_gap_stops_its_partition_and_no_other_and_shows_in_health_and_metrics() {
    stream.create().publish(append(0, 2));
    stream.heartbeat(clock.instant());
    append(0, 1);
    stream.pass(append(0, 1));
    stream.publish(append(1, 2)).publish(append(2, 2));
    var instance = start();
    var stop = awaitStop();
    assertThat(stop.reason()).isEqualTo(Reason.GAP);
    awaitPositions(List.of(1L, 2L, 5L, 6L, 7L, 8L));

    assertThat(instance.gauge("tasklog.feed.stopped.partitions", view)).isEqualTo(1);
    assertThat(instance.health.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(instance.health.health().getDetails()).containsEntry("stopped", List.of(stop));

    clock.move(Duration.ofSeconds(70));
    stream.heartbeat(clock.instant());
    await().atMost(LONG).untilAsserted(() -> assertThat(lagsInSeconds(instance)).containsExactly(70, 0, 0));
    assertThat(lagsInEvents(instance)).containsExactly(2, 0, 0);
    assertThat(instance.progress.of(view.name()).lag()).contains(Duration.ofSeconds(70));
  }

  @Test
  void another_log_stops_its_partition_and_no_other() {
    stream.create().publish(append(0, 2)).publish(append(1, 2));
    stream.publish(append(0, 1).getFirst(), UUID.randomUUID(), 2);
    start();
    assertThat(awaitStop().reason()).isEqualTo(Reason.FOREIGN_LOG);
    stream.publish(append(1, 2));
    awaitPositions(List.of(1L, 2L, 3L, 4L, 6L, 7L));
  }

  /** Red when the key of a record is not compared with its owner. */
  @Test
  void an_event_without_a_readable_owner_stops_its_partition_and_no_other() {
    stream.create().publish(append(0, 1)).publish(append(1, 1));
    stream.publish(append(0, 1).getFirst(), record -> new ProducerRecord<>(record.topic(), record.partition(),
        "nobody".getBytes(UTF_8), record.value(), record.headers()));
    stream.publish(append(0, 1)).publish(append(1, 1));
    start();
    assertThat(awaitStop().reason()).isEqualTo(Reason.MALFORMED);
    awaitPositions(List.of(1L, 2L, 5L));
    assertThat(parked()).isEmpty();
  }

  @Test
  void a_topic_that_lost_what_comes_next_stops_the_partition() {
    stream.create().publish(append(0, 1)).publish(append(1, 1));
    start();
    awaitPositions(2);
    instances.removeFirst().close();
    DATABASE.jdbc().sql("UPDATE projection_offset SET next_offset = 1000 WHERE view = ? AND position = 1")
        .param(view.name()).update();
    start();
    assertThat(awaitStop().reason()).isEqualTo(Reason.TOPIC_CHANGED);
    stream.publish(append(1, 1));
    awaitPositions(3);
  }

  private Stop awaitStop() {
    await().atMost(LONG)
        .until(() -> instances.stream().anyMatch(instance -> !instance.stops.all().isEmpty()));
    return instances.stream().flatMap(instance -> instance.stops.all().stream()).findFirst().orElseThrow();
  }
}
