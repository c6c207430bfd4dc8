package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
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
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.Offsets.Overtaken;
import tasklog.projection.feed.Unusable.Reason;
import tasklog.projection.feed.ViewProgress.Waited;
import tasklog.projection.feed.parking.Parking;

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
  private final Parking parking = new Parking(DATABASE.jdbc());
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
    apply(append(0, 0, 1), append(0, 1, 2), append(2, 0, 1));
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
    var first = CompletableFuture.runAsync(() -> apply(append));
    await(applying);
    var second = CompletableFuture.runAsync(() -> projection().apply(stream, List.of(append), _ -> {}));
    go.countDown();
    first.join();
    assertThat(second).failsWithin(Duration.ofSeconds(20)).withThrowableThat().havingCause()
        .isInstanceOf(Overtaken.class);
    assertThat(view.positions()).containsExactly(1L);
  }

  /** Red when what breaks a constraint is tried again, and when other owners wait too. */
  @Test
  void poison_is_parked_with_what_follows_of_its_owner_and_all_others_go_on() {
    var owner = History.owner();
    var appends = new ArrayList<Append>();
    for (var position = 1; position <= 20; position++) {
      appends.add(append(position % 3 == 1 ? owner : History.owner(), position % 2, (position - 1) / 2, 1));
    }
    projection().apply(stream, appends, this::remember);
    assertThat(view.positions()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 14L, 15L,
        17L,
        18L, 20L);
    assertThat(parked()).containsExactly("13 REFUSED", "16 null", "19 null");
    assertThat(places()).containsEntry(0, new Place(10, 20, LOG)).containsEntry(1, new Place(10, 19, LOG));
    assertThat(committed).containsOnlyKeys(0, 1);
  }

  @Test
  void an_append_with_poison_in_it_is_parked_whole() {
    apply(append(0, 0, 10), append(0, 10, 5));
    assertThat(view.positions()).hasSize(10);
    assertThat(parked()).containsExactly("11 REFUSED", "12 null", "13 null", "14 null", "15 null");
    assertThat(places()).containsEntry(0, new Place(15, 15, LOG));
  }

  @Test
  void why_something_is_parked_does_not_quote_what_the_database_has_refused() {
    append(0, 0, 12);
    apply(append(0, 0, 1));
    assertThat(DATABASE.jdbc().sql("SELECT detail FROM parked_event WHERE view = ?").param(view.name())
        .query(String.class).single())
        .isEqualTo(
            "View " + view.name() + " cannot apply the append that ends at position 13: SQLSTATE 23514,"
                + " constraint seen_position_check");
  }

  /** Red when a fault of the database that tells no SQLSTATE is taken for one of the events. */
  @Test
  void a_database_that_goes_away_while_poison_is_looked_for_parks_nothing() {
    view.before = events -> {
      if (events.size() == 1) {
        throw new DataAccessResourceFailureException("gone");
      }
    };
    assertThatThrownBy(() -> apply(append(0, 0, 12), append(0, 12, 1), append(0, 13, 1)))
        .isInstanceOf(DataAccessResourceFailureException.class);
    assertThat(parked()).isEmpty();
    assertThat(places()).containsEntry(0, new Place(0, 0, null));
  }

  @Test
  void an_owner_costs_the_others_one_statement_for_each_poll_while_parked_and_nothing_before() {
    var counted = new CountedStatements(DATABASE.dataSource());
    var jdbc = counted.jdbc();
    var there = new Offsets(jdbc, new StreamProperties(1));
    View nothing = new View() {
      @Override
      public String name() {
        return view.name();
      }

      @Override
      public void apply(List<FeedEvent> events) {}
    };
    var projection = new Projection(nothing, there, new Parking(jdbc),
        new TransactionTemplate(new DataSourceTransactionManager(counted)),
        new Progress(List.of(view), there, PROPERTIES, () -> History.START), new Instance());
    assertThat(counted.during(() -> projection.apply(stream, List.of(append(0, 0, 5)), _ -> {})))
        .isEqualTo(1);
    append(0, 0, 7);
    apply(append(1, 0, 1));
    assertThat(parked()).containsExactly("13 REFUSED");
    assertThat(counted.during(() -> projection.apply(stream, List.of(append(0, 5, 5)), _ -> {})))
        .isEqualTo(2);
  }

  @Test
  void who_waits_does_not_wait_for_the_offsets_of_what_a_view_does_not_want() {
    offsets.register(view.name(), stream);
    var owner = History.owner();
    var progress = new Progress(List.of(view), offsets, PROPERTIES, () -> History.START);
    progress.look();
    var partition = new Partitioning(stream.partitions()).of(owner);
    projection(progress).passed(List.of(new Append(partition, 0, 7, 7, LOG, List.of())));
    assertThat(progress.of(view.name()).await(owner, 7, Duration.ZERO)).isEqualTo(Waited.REACHED);
    assertThat(places()).containsEntry(partition, new Place(0, 0, null));
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

  private void apply(Append... appends) {
    projection().apply(stream, List.of(appends), this::remember);
  }

  private Projection projection() {
    return projection(new Progress(List.of(view), offsets, PROPERTIES, () -> History.START));
  }

  private Projection projection(Progress progress) {
    return new Projection(view, offsets, parking, DATABASE.transactions(), progress, new Instance());
  }

  private void remember(Append append) {
    committed.put(append.partition(), append);
  }

  /** The next events of the history, as one append of a partition. */
  private Append append(int partition, long from, int events) {
    return append(History.owner(), partition, from, events);
  }

  private Append append(OwnerId owner, int partition, long from, int events) {
    var fed = history.feed(java.util.stream.Stream.generate(() -> History.created(owner, History.task()))
        .limit(events).toArray(TasklogEvent[]::new));
    return new Append(partition, from, from + events, fed.getLast().position(), LOG,
        fed.stream().map(event -> Records.received(partition, from, event)).toList());
  }

  private List<String> parked() {
    return DATABASE.jdbc()
        .sql(
            "SELECT position || ' ' || coalesce(reason, 'null') FROM parked_event WHERE view = ? ORDER BY position")
        .param(view.name()).query((row, _) -> row.getString(1)).list();
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
