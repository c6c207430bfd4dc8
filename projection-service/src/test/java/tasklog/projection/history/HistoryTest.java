package tasklog.projection.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeTry;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Actor;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksRestored;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.HistoryQueries.Entries;
import tasklog.projection.task.Scenes;

class HistoryTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final JdbcClient JDBC = DATABASE.jdbc();
  private static final Snapshot SNAPSHOT = new Snapshot(HistoryView.NAME, 1, 3);
  private static final TagId ONE = new TagId(UUID.randomUUID());
  private static final TagId TWO = new TagId(UUID.randomUUID());

  private final HistoryView view = new HistoryView(JDBC);
  private final HistoryQueries queries = new HistoryQueries(JDBC);
  private final History log = new History();
  private final OwnerId owner = History.owner();
  private final TaskId task = History.task();

  @BeforeTry
  void empty() {
    JDBC.sql("TRUNCATE recorded_event, task_version").update();
  }

  @Example
  void every_event_says_what_it_has_changed_from_what_to_what() {
    feed(new TaskCreated(owner, task, "First", "", Status.PENDING, Priority.LOW, null, List.of(ONE),
        Attributes.NONE, null));
    assertThat(changesOf(1)).containsExactly(change("title", null, "First"), change("description", null, ""),
        change("status", null, Status.PENDING), change("priority", null, Priority.LOW),
        change("tag_ids", null, List.of(ONE)), change("attributes", null, Attributes.NONE));
    assertThat(changesOfNext(new TaskRetitled(owner, task, "Second")))
        .containsExactly(change("title", "First", "Second"));
    assertThat(changesOfNext(new TaskRetitled(owner, task, "Third")))
        .containsExactly(change("title", "Second", "Third"));
    assertThat(changesOfNext(new TaskDescribed(owner, task, "Much")))
        .containsExactly(change("description", "", "Much"));
    assertThat(changesOfNext(new TaskPrioritised(owner, task, Priority.URGENT)))
        .containsExactly(change("priority", Priority.LOW, Priority.URGENT));
    assertThat(changesOfNext(new TaskRescheduled(owner, task, Instant.EPOCH)))
        .containsExactly(change("due_at", null, Instant.EPOCH));
    assertThat(changesOfNext(new TaskRescheduled(owner, task, null)))
        .containsExactly(change("due_at", Instant.EPOCH, null));
    var attributes = Attributes.parse("{\"b\":1.50,\"a\":[null]}");
    assertThat(changesOfNext(new TaskAttributesChanged(owner, task, attributes)))
        .containsExactly(change("attributes", Attributes.NONE, attributes));
    assertThat(changesOfNext(new TaskTagged(owner, task, TWO)))
        .containsExactly(change("tag_ids", List.of(ONE), List.of(ONE, TWO)));
    assertThat(changesOfNext(new TaskUntagged(owner, task, ONE)))
        .containsExactly(change("tag_ids", List.of(ONE, TWO), List.of(TWO)));
    assertThat(changesOfNext(new TasksUntagged(owner, List.of(task), TWO)))
        .containsExactly(change("tag_ids", List.of(TWO), List.of()));
    var completed = next();
    assertThat(changesOfNext(new TaskStatusChanged(owner, task, Status.COMPLETED))).containsExactly(
        change("status", Status.PENDING, Status.COMPLETED), change("completed_at", null, completed));
    assertThat(changesOfNext(new TasksStatusChanged(owner, List.of(task), Status.CANCELLED))).containsExactly(
        change("status", Status.COMPLETED, Status.CANCELLED), change("completed_at", completed, null));
    var deleted = next();
    assertThat(changesOfNext(new TaskDeleted(owner, task)))
        .containsExactly(change("deleted_at", null, deleted));
    assertThat(changesOfNext(new TaskRestored(owner, task)))
        .containsExactly(change("deleted_at", deleted, null));
    var again = next();
    assertThat(changesOfNext(new TasksDeleted(owner, List.of(task))))
        .containsExactly(change("deleted_at", null, again));
    assertThat(changesOfNext(new TasksRestored(owner, List.of(task))))
        .containsExactly(change("deleted_at", again, null));
  }

  @Example
  void an_event_that_finds_a_task_as_it_is_to_be_has_an_entry_without_changes() {
    var other = History.task();
    feed(new TaskCreated(owner, task, "Done", "", Status.COMPLETED, Priority.LOW, null, List.of(),
        Attributes.NONE, Instant.EPOCH), History.created(owner, other));
    var bulk = new TasksStatusChanged(owner, List.of(other, task), Status.COMPLETED);
    assertThat(changesOfNext(bulk)).isEmpty();
    assertThat(page(other, 0, 200).page().getLast().changes()).extracting(Change::field)
        .containsExactly("status", "completed_at");
    assertThat(changesOfNext(new TaskStatusChanged(owner, task, Status.PENDING)))
        .containsExactly(change("status", Status.COMPLETED, Status.PENDING),
            change("completed_at", Instant.EPOCH, null));
    for (var repetition : List.of(new TaskRetitled(owner, task, "Done"), new TaskUntagged(owner, task, ONE),
        new TaskRestored(owner, task), new TaskRescheduled(owner, task, null))) {
      assertThat(changesOfNext(repetition)).as(repetition.toString()).isEmpty();
    }
  }

  @Example
  void an_entry_says_by_whom_for_which_request_and_when_it_was_and_was_recorded() {
    var fed = log.feed(History.created(owner, task)).getFirst();
    var recorded = fed.recorded();
    var occurred = Instant.parse("0001-01-01T00:00:00Z");
    var machine = new Actor("service_account", "importer");
    view.apply(List.of(new FeedEvent(fed.event(), new Delivered(
        new RecordedEvent(1, recorded.id(), recorded.eventName(), 1, owner, occurred, recorded.recordedAt(),
            machine, task.value(), 1, "request", "command", null, recorded.data()),
        History.LOG, 0))));
    var entry = page(task, 0, 200).page().getFirst();
    assertThat(entry).isEqualTo(new HistoryEntry("1", "tasklog.TaskCreated.v1", occurred, History.START,
        machine, "request", "command", entry.changes()));
  }

  @Example
  void events_of_tags_and_accounts_are_recorded_and_belong_to_no_task() {
    feed(new AccountRegistered(owner, owner), new TagCreated(owner, ONE, "tag"),
        History.created(owner, task));
    assertThat(rows("recorded_event")).hasSize(3);
    assertThat(page(task, 0, 200).page()).singleElement().extracting(HistoryEntry::position)
        .isEqualTo("3");
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void batches_of_any_cut_write_the_same_rows(@ForAll long seed) {
    var scenes = Scenes.random(seed, 50);
    var whole = written(scenes, scenes.size());
    assertThat(written(scenes, 1)).isEqualTo(whole);
    assertThat(written(scenes, 1 + new Random(seed).nextInt(20))).isEqualTo(whole);
    assertThat(writtenInBulk(scenes, 1 + new Random(seed).nextInt(20), new Random(seed))).isEqualTo(whole);
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void a_stream_that_is_read_again_from_any_place_changes_nothing(@ForAll long seed) {
    var scenes = Scenes.random(seed, 50);
    var once = written(scenes, 50);
    view.apply(scenes.subList(new Random(seed).nextInt(50), 50));
    view.apply(scenes);
    assertThat(rows("recorded_event", "task_version")).isEqualTo(once);
  }

  @Property(tries = 10, shrinking = ShrinkingMode.OFF)
  void pages_of_any_size_are_the_history_cut_in_pieces(@ForAll long seed) {
    var random = new Random(seed);
    var scenes = Scenes.random(seed, 60);
    view.apply(scenes);
    scenes.stream().map(FeedEvent::event).filter(TaskCreated.class::isInstance).map(TaskCreated.class::cast)
        .forEach(created -> {
          var whole = page(created.owner(), created.taskId(), 0, 200).page();
          var pieces = new ArrayList<HistoryEntry>();
          for (Long after = 0L; after != null;) {
            var limit = 1 + random.nextInt(5);
            var entries = page(created.owner(), created.taskId(), after, limit);
            assertThat(entries.page()).hasSizeBetween(1, limit);
            pieces.addAll(entries.page());
            after = entries.next();
          }
          assertThat(pieces).isEqualTo(whole);
          assertThat(whole).extracting(entry -> Long.parseLong(entry.position())).isSorted();
          assertThat(whole.size()).isEqualTo(scenes.stream()
              .filter(event -> event.recorded().data().contains(created.taskId().toString())).count());
        });
  }

  @Example
  void a_batch_takes_four_statements_however_many_tasks_its_events_name() {
    var counted = new CountedStatements(DATABASE.dataSource());
    var counting = new HistoryView(counted.jdbc());
    var tasks = IntStream.range(0, 10_000).mapToObj(_ -> History.task()).toList();
    var created = log
        .feed(tasks.stream().map(id -> History.created(owner, id)).toArray(TasklogEvent[]::new));
    assertThat(counted.during(() -> counting.apply(created))).isEqualTo(4);
    var bulk = log.feed(IntStream.range(0, 10)
        .mapToObj(n -> new TasksStatusChanged(owner, tasks.subList(n * 1_000, n * 1_000 + 1_000),
            Status.COMPLETED))
        .toArray(TasklogEvent[]::new));
    assertThat(counted.during(() -> counting.apply(bulk))).isEqualTo(4);
    assertThat(JDBC.sql("SELECT count(*) FROM task_version WHERE status = 'completed'")
        .query((row, _) -> row.getInt(1)).single()).isEqualTo(10_000);
    var thirty = log.feed(IntStream.range(0, 30)
        .mapToObj(n -> new TasksDeleted(owner, tasks.subList(0, 1_000))).toArray(TasklogEvent[]::new));
    assertThat(counted.during(() -> counting.apply(thirty))).isEqualTo(5);
  }

  @Example
  void a_plan_that_was_made_while_the_tables_were_small_is_not_kept() {
    var tasks = IntStream.range(0, 40).mapToObj(_ -> History.task()).toList();
    feed(tasks.stream().map(id -> History.created(owner, id)).toArray(TasklogEvent[]::new));
    JDBC.sql("ANALYZE task_version").update();
    var bulk = new TasksDeleted(owner, tasks);
    IntStream.range(0, 12).forEach(_ -> DATABASE.transactions().executeWithoutResult(_ -> feed(bulk)));
    JDBC.sql(
        """
            INSERT INTO task_version (task_id, position, owner_id, title_at, description_at, attributes_at, status, priority)
            SELECT gen_random_uuid(), 1000000 + n, gen_random_uuid(), 1, 1, 1, 'pending', 2
              FROM generate_series(1, 20000) AS n
            """)
        .update();
    var scans = DATABASE.transactions().execute(_ -> {
      var before = wholeScans();
      feed(bulk);
      return wholeScans() - before;
    });
    assertThat(scans).isZero();
  }

  @Example
  void a_page_of_200_takes_as_many_statements_as_a_page_of_1() {
    feed(History.created(owner, task));
    IntStream.range(0, 250).forEach(n -> feed(new TaskRetitled(owner, task, "Title " + n)));
    var counted = new CountedStatements(DATABASE.dataSource());
    var counting = new HistoryQueries(counted.jdbc());
    for (var limit : List.of(1, 200)) {
      assertThat(counted.during(() -> counting.history(SNAPSHOT, owner, task, 20, limit))).isEqualTo(1);
    }
  }

  @Example
  void what_cannot_have_happened_is_refused() {
    feed(History.created(owner, task));
    var other = History.owner();
    for (var impossible : List.of(History.created(owner, task), History.created(other, task),
        new TaskDeleted(other, task), new TaskDeleted(owner, History.task()))) {
      assertThatThrownBy(() -> feed(impossible)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(page(task, 0, 200).page()).hasSize(1);
  }

  @Example
  void nobody_sees_the_history_of_another_owner() {
    feed(History.created(owner, task), new TaskRetitled(owner, task, "Private"));
    for (var after : List.of(0L, 1L)) {
      assertThat(queries.history(SNAPSHOT, History.owner(), task, after, 200).value()).isEmpty();
    }
    assertThat(queries.history(SNAPSHOT, owner, History.task(), 0, 200).value()).isEmpty();
  }

  @Example
  void entries_come_with_the_position_of_their_snapshot() {
    JDBC.sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition, position, incarnation)
        VALUES ('history', 9, gen_random_uuid(), 3, 41, gen_random_uuid())
        """).update();
    assertThat(queries.history(new Snapshot(HistoryView.NAME, 9, 3), owner, task, 0, 1).position())
        .isEqualTo(41);
    assertThat(queries.history(new Snapshot(HistoryView.NAME, 9, null), owner, task, 0, 1).position())
        .isZero();
  }

  private static int wholeScans() {
    return JDBC.sql("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'task_version'")
        .query((row, _) -> row.getInt("seq_scan")).single();
  }

  private void feed(TasklogEvent... events) {
    view.apply(log.feed(events));
  }

  private List<Change> changesOfNext(TaskEvent event) {
    feed(event);
    return changesOf(log.events().size());
  }

  /** Of one entry, read as a page of its own and as part of all. */
  private List<Change> changesOf(long position) {
    var alone = page(task, position - 1, 1).page();
    assertThat(page(task, 0, 200).page()).endsWith(alone.toArray(HistoryEntry[]::new));
    return alone.getFirst().changes();
  }

  private Entries page(TaskId id, long after, int limit) {
    return page(owner, id, after, limit);
  }

  private Entries page(OwnerId reader, TaskId id, long after, int limit) {
    return queries.history(SNAPSHOT, reader, id, after, limit).value().orElseThrow();
  }

  /** The time of the next event. */
  private Instant next() {
    return History.START.plusSeconds(log.events().size());
  }

  private static Change change(String field, @Nullable Object from, @Nullable Object to) {
    return new Change(field, from, to);
  }

  /** All rows after the events, applied so many at a time. */
  /** The same in bulk: so many at a time in memory, which is written now and then. */
  private List<String> writtenInBulk(List<FeedEvent> events, int at, Random random) {
    empty();
    var fold = view.bulk(new Copy(new JdbcTemplate(DATABASE.dataSource())), true).orElseThrow();
    for (var from = 0; from < events.size(); from += at) {
      fold.apply(events.subList(from, Math.min(events.size(), from + at)));
      if (random.nextInt(4) == 0) {
        fold.write();
      }
    }
    fold.write();
    return rows("recorded_event", "task_version");
  }

  private List<String> written(List<FeedEvent> events, int at) {
    empty();
    for (var from = 0; from < events.size(); from += at) {
      view.apply(events.subList(from, Math.min(events.size(), from + at)));
    }
    return rows("recorded_event", "task_version");
  }

  private static List<String> rows(String... tables) {
    return Arrays.stream(tables)
        .flatMap(table -> JDBC.sql("SELECT " + table + "::text AS row FROM " + table + " ORDER BY 1")
            .query((row, _) -> row.getString("row")).list().stream())
        .toList();
  }
}
