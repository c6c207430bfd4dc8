package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.feed.ViewProgress.Waited;
import tasklog.testkit.TestKafka;

/** From the topic to a view's rows, each event once, whatever happens on the way. */
class FeedTest extends FeedScenario {

  @Test
  void every_event_is_applied_once_and_nothing_that_was_aborted() {
    start();
    stream.create();
    for (var round = 0; round < 5; round++) {
      var append = append(round, 20);
      stream.abort(append);
      stream.publish(append).publish(append(round + 1, 1));
    }
    awaitPositions(105);
  }

  @Test
  void an_append_is_applied_whole_however_many_polls_it_takes() {
    stream.create();
    var before = append(0, 7);
    var whole = append(0, 150);
    var others = append(1, 90);
    stream.publish(Stream.of(before, whole, others, append(0, 3)).flatMap(List::stream).toList());
    start();
    awaitPositions(250);
    var positions = whole.stream().map(RecordedEvent::position).toList();
    assertThat(view.batches).filteredOn(batch -> batch.contains(positions.getFirst())).singleElement()
        .satisfies(batch -> assertThat(batch).containsSubsequence(positions));
  }

  @Test
  void what_comes_twice_is_applied_once() {
    var first = append(0, 2);
    stream.create().publish(first);
    start();
    awaitPositions(2);
    stream.publish(first.getFirst(), stream.log(), 0);
    stream.publish(first.getLast(), stream.log(), 1);
    stream.publish(append(0, 2));
    awaitPositions(4);
    assertThat(instances.getFirst().stops.all()).isEmpty();
  }

  /** Red when offsets do not move once nothing more comes. */
  @Test
  void what_a_view_does_not_want_is_passed_over_and_other_instances_know_soon() {
    view.wanted = EnumSet.of(EventType.TAG_CREATED);
    stream.create().publish(append(0, 3)).publish(append(1, 2));
    start();
    var other = new FeedFixture(view, DATABASE, stream.generation(), clock).listen();
    instances.add(other);
    for (var owner : owners.subList(0, 2)) {
      assertThat(other.progress().of(view.name()).await(owner, lastOf(owner), LONG))
          .isEqualTo(Waited.REACHED);
    }
    assertThat(view.positions()).isEmpty();
  }

  @Test
  void what_a_view_wants_is_applied_once_behind_what_it_does_not_want_whatever_fails_on_the_way() {
    view.wanted = EnumSet.of(EventType.TAG_CREATED);
    view.failures.set(3);
    stream.create();
    start();
    var positions = new ArrayList<Long>();
    for (var round = 0; round < 10; round++) {
      stream.publish(append(round, 2));
      var tag = new TagCreated(owners.get(round % 2), new TagId(UUID.randomUUID()), "tag " + round);
      stream.publish(history.append(tag));
      positions.add(history.events().getLast().position());
      stream.publish(append(round, 1));
    }
    awaitPositions(positions);
    assertThat(instances.getFirst().stops.all()).isEmpty();
  }

  @Test
  void a_fault_of_the_database_is_tried_again_until_it_heals_and_only_what_is_committed_is_counted() {
    stream.create().publish(append(0, 3)).publish(append(1, 3));
    view.failures.set(4);
    var instance = start();
    awaitPositions(6);
    assertThat(view.failures).hasValue(0);
    var size = instance.meters.get("tasklog.feed.batch.size").tag("view", view.name()).summary();
    await().atMost(LONG).untilAsserted(() -> assertThat(size.totalAmount()).isEqualTo(6));
    assertThat(instance.meters.get("tasklog.feed.batch").tag("view", view.name()).timer().count())
        .isEqualTo(view.batches.size());
  }

  @Test
  void a_restart_goes_on_where_the_database_says_and_kafka_knows_nothing() throws Exception {
    stream.create().publish(append(0, 30)).publish(append(1, 30));
    start();
    awaitPositions(60);
    instances.removeFirst().close();
    stream.publish(append(0, 30)).publish(append(2, 30));
    start();
    awaitPositions(120);
    try (var admin = Admin.create(Map.of("bootstrap.servers", TestKafka.bootstrapServers()))) {
      var group = "tasklog-projection." + view.name() + ".g" + stream.generation();
      assertThat(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get()).isEmpty();
    }
  }

  @Test
  void a_second_instance_takes_its_part_and_each_knows_how_far_the_other_is() {
    stream.create().publish(append(0, 5));
    var one = start();
    var two = start();
    for (var round = 0; round < 20; round++) {
      stream.publish(append(round, 10));
    }
    awaitPositions(205);
    for (var owner : owners) {
      for (var instance : List.of(one, two)) {
        var last = lastOf(owner);
        assertThat(instance.progress.of(view.name()).await(owner, last, LONG)).isEqualTo(Waited.REACHED);
      }
    }
    one.close();
    stream.publish(append(0, 1)).publish(append(1, 1)).publish(append(2, 1));
    awaitPositions(208);
  }

  /** Red when the waits are not ended, and when they stay so. */
  @Test
  void who_waits_is_told_when_the_instance_stops_and_waits_again_once_it_has_started_again() {
    stream.create().publish(append(0, 1));
    var instance = start();
    awaitPositions(1);
    var progress = instance.progress.of(view.name());
    var waiting = CompletableFuture.supplyAsync(() -> progress.await(owners.getFirst(), 2, LONG));
    await().atMost(LONG).until(() -> progress.waiting() == 1);
    instance.close();
    assertThat(waiting).succeedsWithin(LONG.dividedBy(4)).isEqualTo(Waited.BEHIND);
    instance.start();
    var again = CompletableFuture.supplyAsync(() -> progress.await(owners.getFirst(), 2, LONG));
    await().atMost(LONG).until(() -> progress.waiting() == 1);
    stream.publish(append(0, 1));
    assertThat(again).succeedsWithin(LONG).isEqualTo(Waited.REACHED);
  }

  @Test
  void an_instance_that_was_overtaken_goes_on_from_where_the_other_is() {
    var first = append(0, 1);
    stream.create().publish(first);
    start();
    awaitPositions(1);
    var second = append(0, 1);
    // What another instance does that holds the same partition for a moment: one event, its position, its row.
    DATABASE.transactions().executeWithoutResult(_ -> {
      DATABASE.jdbc().sql("UPDATE projection_offset SET next_offset = next_offset + 2, position = 2"
          + " WHERE view = ? AND partition = ?").param(view.name()).param(stream.partition(first.getFirst()))
          .update();
      DATABASE.jdbc().sql("INSERT INTO kept VALUES (?, 2)").param(view.name()).update();
    });
    stream.publish(second).publish(append(0, 1));
    awaitPositions(3);
    assertThat(instances.getFirst().stops.all()).isEmpty();
  }

  private long lastOf(OwnerId owner) {
    return history.events().stream().filter(event -> event.owner().equals(owner)).toList().getLast()
        .position();
  }
}
