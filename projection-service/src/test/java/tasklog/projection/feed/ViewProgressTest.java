package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.projection.feed.ViewProgress.Waited.BEHIND;
import static tasklog.projection.feed.ViewProgress.Waited.CROWDED;
import static tasklog.projection.feed.ViewProgress.Waited.REACHED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tasklog.events.OwnerId;
import tasklog.events.wire.Heartbeat;
import tasklog.projection.History;
import tasklog.projection.feed.Offsets.Applied;
import tasklog.projection.feed.ViewProgress.Waited;

class ViewProgressTest {

  private static final UUID LOG = UUID.randomUUID();
  private static final Instant NOW = History.START;
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int MOST_WAITERS = 3;

  private final OwnerId owner = History.owner();
  private final int own = new Partitioning(2).of(owner);
  private final int other = 1 - own;
  private final ViewProgress progress = new ViewProgress("task", MOST_WAITERS, () -> NOW);

  @Test
  void what_is_there_is_not_waited_for() {
    applied(own, 7);
    assertThat(progress.await(owner, 7, LONG)).isEqualTo(REACHED);
  }

  @Test
  void who_waits_is_told_when_it_comes() {
    applied(own, 6);
    var waiting = waitFor(7);
    progress.applied(new Append(own, 0, 1, 7, LOG, List.of()));
    assertThat(waiting.join()).isEqualTo(REACHED);
  }

  @Test
  void who_waits_is_told_when_another_instance_has_brought_it() {
    var waiting = waitFor(7);
    applied(own, 7);
    assertThat(waiting.join()).isEqualTo(REACHED);
  }

  @Test
  void the_partition_of_others_does_not_count() {
    applied(other, 100);
    assertThat(progress.await(owner, 7, Duration.ofMillis(1))).isEqualTo(BEHIND);
  }

  @Test
  void a_partition_is_as_far_as_a_head_that_has_no_more_for_it() {
    applied(own, 5);
    progress.heartbeat(heartbeat(100, own, 5, other, 100));
    assertThat(progress.await(owner, 100, LONG)).isEqualTo(REACHED);
    assertThat(progress.await(owner, 101, Duration.ofMillis(1))).isEqualTo(BEHIND);
  }

  @Test
  void more_than_so_many_may_not_wait_and_room_is_given_back() {
    applied(own, 1);
    var waiting = new ArrayList<CompletableFuture<Waited>>();
    IntStream.range(0, MOST_WAITERS).forEach(_ -> waiting.add(waitFor(2)));
    await().atMost(LONG).until(() -> progress.waiting() == MOST_WAITERS);
    assertThat(progress.await(owner, 2, LONG)).isEqualTo(CROWDED);
    applied(own, 2);
    assertThat(waiting).allSatisfy(one -> assertThat(one.join()).isEqualTo(REACHED));
    assertThat(progress.await(owner, 3, Duration.ZERO)).isEqualTo(BEHIND);
  }

  @Test
  void nobody_waits_once_the_instance_stops() {
    applied(own, 1);
    var waiting = waitFor(2);
    await().atMost(LONG).until(() -> progress.waiting() == 1);
    progress.end();
    assertThat(waiting).succeedsWithin(LONG.dividedBy(4)).isEqualTo(BEHIND);
    assertThat(waitFor(2)).succeedsWithin(LONG.dividedBy(4)).isEqualTo(BEHIND);
    assertThat(waitFor(1)).succeedsWithin(LONG.dividedBy(4)).isEqualTo(REACHED);
  }

  @Test
  void the_lag_is_the_age_of_the_newest_head_that_is_there_on_all_partitions() {
    applied(own, 10);
    progress.heartbeat(heartbeat(10, own, 10, other, 0));
    progress.heartbeat(heartbeat(12, own, 10, other, 12));
    assertThat(progress.lag()).contains(Duration.between(time(10), NOW));
    applied(other, 12);
    assertThat(progress.lag()).contains(Duration.between(time(12), NOW));
  }

  @Test
  void the_lag_is_that_of_the_partition_that_is_furthest_behind() {
    applied(own, 10);
    progress.heartbeat(heartbeat(10, own, 10, other, 0));
    progress.heartbeat(heartbeat(40, own, 10, other, 40));
    assertThat(progress.lag(own)).contains(Duration.between(time(40), NOW));
    assertThat(progress.lag(other)).contains(Duration.between(time(10), NOW)).isEqualTo(progress.lag());
    assertThat(progress.behind(own)).hasValue(0);
    assertThat(progress.behind(other)).hasValue(40);
  }

  @Test
  void who_asks_for_partitions_is_told_once_when_they_are_known() {
    var told = new ArrayList<Integer>();
    progress.whenPartitioned(told::add);
    applied(own, 1);
    applied(own, 2);
    assertThat(told).containsExactly(2);
    progress.whenPartitioned(told::add);
    assertThat(told).containsExactly(2, 2);
  }

  @Test
  void the_lag_is_unknown_until_a_head_is_projected() {
    assertThat(progress.lag()).isEmpty();
    progress.heartbeat(heartbeat(1, own, 1, other, 0));
    assertThat(progress.lag()).isEmpty();
    assertThat(progress.behind(own)).isEmpty();
    applied(other, 0);
    assertThat(progress.lag()).isEmpty();
    assertThat(progress.behind(own)).hasValue(1);
  }

  @Test
  void a_clock_that_is_behind_shows_no_negative_lag() {
    applied(own, 1);
    progress.heartbeat(new Heartbeat(1, NOW.plusSeconds(9), LOG, last(own, 1, other, 0)));
    assertThat(progress.lag()).contains(Duration.ZERO);
  }

  @Test
  void any_number_of_heads_may_wait_and_the_last_is_never_lost() {
    applied(own, 0);
    for (var head = 1; head <= 10 * AwaitedHeads.MOST; head++) {
      progress.heartbeat(heartbeat(head, own, head, other, 0));
    }
    applied(own, 10 * AwaitedHeads.MOST);
    assertThat(progress.lag()).contains(Duration.between(time(10L * AwaitedHeads.MOST), NOW));
  }

  @Test
  void heartbeats_of_another_log_are_passed_over() {
    applied(own, 1);
    progress.heartbeat(new Heartbeat(1, NOW, UUID.randomUUID(), last(own, 1, other, 0)));
    assertThat(progress.lag()).isEmpty();
    assertThat(progress.incarnation()).contains(LOG);
  }

  private CompletableFuture<Waited> waitFor(long position) {
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    return CompletableFuture.supplyAsync(() -> progress.await(owner, position, LONG), threads);
  }

  private void applied(int partition, long position) {
    progress.applied(
        List.of(new Applied("task", partition, position, LOG, false),
            new Applied("task", 1 - partition, 0, LOG, false)));
  }

  private Heartbeat heartbeat(long head, int partition, long last, int next, long lastOfNext) {
    return new Heartbeat(head, time(head), LOG, last(partition, last, next, lastOfNext));
  }

  private static List<Long> last(int partition, long last, int next, long lastOfNext) {
    var all = new Long[2];
    all[partition] = last;
    all[next] = lastOfNext;
    return List.of(all);
  }

  private static Instant time(long head) {
    return NOW.minusSeconds(100_000).plusSeconds(head);
  }
}
