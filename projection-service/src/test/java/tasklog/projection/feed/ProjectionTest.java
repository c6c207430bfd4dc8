package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import tasklog.events.TasklogEvent;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.Offsets.Overtaken;
import tasklog.projection.feed.Unusable.Reason;

class ProjectionTest {

  private static final UUID LOG = UUID.randomUUID();
  private static final FeedProperties PROPERTIES = new FeedProperties(1, Duration.ofMillis(1),
      Duration.ofMillis(1),
      Duration.ofSeconds(5), 10);
  private static final ReadDatabase DATABASE = ReadDatabase.create();

  /** A view that keeps the positions that it has seen, and refuses one of them by a constraint. */
  private static final class Seen implements View {

    private final String name = "seen-" + UUID.randomUUID();
    private Consumer<List<FeedEvent>> before = _ -> {};

    @Override
    public String name() {
      return name;
    }

    @Override
    public void apply(List<FeedEvent> events) {
      before.accept(events);
      for (var event : events) {
        DATABASE.jdbc().sql("INSERT INTO seen (view, position) VALUES (?, ?)").param(name)
            .param(event.position())
            .update();
      }
    }

    List<Long> positions() {
      return DATABASE.jdbc().sql("SELECT position FROM seen WHERE view = ? ORDER BY position").param(name)
          .query((row, _) -> row.getLong("position")).list();
    }
  }

  private final Seen view = new Seen();
  private final Stream stream = new Stream("events", UUID.randomUUID(), 4);
  private final Offsets offsets = new Offsets(DATABASE.jdbc(), new StreamProperties(1));
  private final Map<Integer, Append> committed = new HashMap<>();
  private final History history = new History();

  @BeforeAll
  static void table() {
    DATABASE.jdbc().sql(
        "CREATE TABLE seen (view text, position bigint CHECK (position <> 13), PRIMARY KEY (view, position))")
        .update();
  }

  @BeforeEach
  void register() {
    offsets.register(view.name(), stream);
  }

  @Test
  void rows_and_offsets_commit_together() {
    var refused = apply(append(0, 0, 1), append(0, 1, 2), append(2, 0, 1));
    assertThat(refused).isEmpty();
    assertThat(view.positions()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(places()).containsEntry(0, new Place(3, 3, LOG)).containsEntry(2, new Place(1, 4, LOG))
        .containsEntry(1, new Place(0, 0, LOG));
  }

  @Test
  void nothing_of_a_failed_transaction_is_left() {
    view.before = _ -> {
      throw new DataAccessResourceFailureException("gone");
    };
    assertThatThrownBy(() -> apply(append(0, 0, 1))).isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(places()).containsEntry(0, new Place(0, 0, null));
    assertThat(committed).isEmpty();
  }

  @Test
  void what_another_instance_has_written_is_not_written_again() {
    var append = append(0, 0, 2);
    apply(append);
    assertThatThrownBy(() -> apply(append)).isInstanceOf(Overtaken.class);
    assertThat(view.positions()).containsExactly(1L, 2L);
  }

  @Test
  void one_partition_that_another_instance_has_moved_stops_the_whole_transaction() {
    var append = append(0, 0, 1);
    apply(append);
    assertThatThrownBy(() -> apply(append(1, 0, 1), append)).isInstanceOf(Overtaken.class);
    assertThat(view.positions()).containsExactly(1L);
  }

  @Test
  void of_two_that_write_the_same_one_waits_and_is_told() {
    var append = append(0, 0, 1);
    var applying = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    view.before = _ -> {
      applying.countDown();
      await(go);
    };
    var first = CompletableFuture.supplyAsync(() -> apply(append));
    await(applying);
    var second = CompletableFuture.supplyAsync(() -> projection().apply(stream, List.of(append), _ -> {}));
    go.countDown();
    assertThat(first.join()).isEmpty();
    assertThat(second).failsWithin(Duration.ofSeconds(20)).withThrowableThat().havingCause()
        .isInstanceOf(Overtaken.class);
    assertThat(view.positions()).containsExactly(1L);
  }

  @Test
  void poison_stops_its_partition_right_behind_what_is_sound_and_no_other() {
    var appends = new ArrayList<Append>();
    for (var position = 1; position <= 20; position++) {
      appends.add(append(position % 2, (position - 1) / 2, 1));
    }
    appends.sort(Comparator.comparing(Append::partition));
    var refused = projection().apply(stream, appends, this::remember);
    assertThat(refused).containsOnlyKeys(1);
    assertThat(refused.get(1)).satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.REFUSED))
        .hasMessageContaining("position 13");
    assertThat(view.positions()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 14L, 16L,
        18L, 20L);
    assertThat(places()).containsEntry(0, new Place(10, 20, LOG)).containsEntry(1, new Place(6, 11, LOG));
  }

  @Test
  void an_append_with_poison_in_it_is_refused_whole() {
    var refused = apply(append(0, 0, 10), append(0, 10, 5));
    assertThat(refused).containsOnlyKeys(0);
    assertThat(view.positions()).hasSize(10);
    assertThat(places()).containsEntry(0, new Place(10, 10, LOG));
  }

  @Test
  void another_number_of_partitions_is_refused() {
    assertThatThrownBy(() -> offsets.register(view.name(), new Stream("events", UUID.randomUUID(), 5)))
        .isInstanceOfSatisfying(Unusable.class,
            fault -> assertThat(fault.reason()).isEqualTo(Reason.TOPIC_CHANGED));
  }

  @Test
  void a_topic_that_was_made_again_starts_from_its_beginning_and_is_of_the_same_log() {
    apply(append(0, 0, 1));
    var again = new Stream("events", UUID.randomUUID(), 4);
    offsets.register(view.name(), again);
    assertThat(offsets.places(view.name(), again, List.of(0))).containsEntry(0, new Place(0, 0, LOG));
  }

  @Test
  void other_instances_see_how_far_a_view_is() {
    apply(append(3, 0, 1));
    assertThat(offsets.progress()).filteredOn(applied -> applied.view().equals(view.name()))
        .hasSize(4).anySatisfy(applied -> {
          assertThat(applied.partition()).isEqualTo(3);
          assertThat(applied.position()).isEqualTo(1);
          assertThat(applied.incarnation()).isEqualTo(LOG);
        });
  }

  private Map<Integer, Unusable> apply(Append... appends) {
    return projection().apply(stream, List.of(appends), this::remember);
  }

  private Projection projection() {
    var progress = new Progress(List.of(view), PROPERTIES, () -> History.START);
    return new Projection(view, offsets, DATABASE.transactions(), progress, new Instance());
  }

  private void remember(Append append) {
    committed.put(append.partition(), append);
  }

  /** The next events of the history, as one append of a partition. */
  private Append append(int partition, long from, int events) {
    var owner = History.owner();
    var fed = history.feed(java.util.stream.Stream.generate(() -> History.created(owner, History.task()))
        .limit(events).toArray(TasklogEvent[]::new));
    return new Append(partition, from, from + events, fed.getLast().position(), LOG, fed);
  }

  private Map<Integer, Place> places() {
    return offsets.places(view.name(), stream, List.of(0, 1, 2, 3));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
