package tasklog.projection.feed.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;
import static tasklog.projection.feed.rebuild.RebuildFixture.LONG;
import static tasklog.projection.feed.rebuild.RebuildFixture.NOBODY;
import static tasklog.projection.feed.rebuild.RebuildFixture.awaitCommitted;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tasklog.database.Comparison;
import tasklog.events.OwnerId;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.TestStream;
import tasklog.projection.feed.FeedFixture;
import tasklog.projection.feed.Partitioning;
import tasklog.projection.feed.StreamScan.Stopped;
import tasklog.projection.feed.StreamScans;
import tasklog.projection.feed.View;
import tasklog.projection.feed.rebuild.Outcome.Different;
import tasklog.projection.feed.rebuild.Outcome.Swapped;

/** Tables are made again and replaced, whatever happens beside it. */
class RebuildTest {

  private static final List<String> TABLES = List.of("task", "task_tag", "task_text", "tag",
      "recorded_event", "task_version");
  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final RebuildFixture FIXTURE = new RebuildFixture(DATABASE);
  private static final List<View> VIEWS = FIXTURE.views();

  private static final TestStream STREAM = new TestStream().create();
  private static final History HISTORY = new History();
  private static final List<OwnerId> OWNERS = Stream.generate(History::owner).limit(6).toList();
  private static final FeedFixture FEED = new FeedFixture(FIXTURE.liveViews(), DATABASE, STREAM.generation());

  /** How a process that is killed ends, as far as the database can tell. */
  private static final class Killed extends IllegalStateException {
    private static final long serialVersionUID = 1;
  }

  @BeforeAll
  static void project() {
    FEED.start();
    OWNERS.forEach(RebuildTest::write);
  }

  @BeforeEach
  void nothingIsMade() {
    awaitProjected();
    sql("DROP SCHEMA IF EXISTS rebuild CASCADE");
  }

  @AfterAll
  static void close() throws SQLException {
    FEED.close();
    STREAM.close();
    FIXTURE.close();
  }

  @Test
  void rows_are_replaced_while_they_are_written_and_read_and_a_slow_query_only_delays_it() throws Exception {
    var before = tables();
    var attempts = new ArrayList<Long>();
    var stop = new AtomicBoolean();
    try (var slow = DATABASE.database().dataSource().getConnection()) {
      slow.setAutoCommit(false);
      slow.createStatement().executeQuery("SELECT count(*) FROM task");
      var client = CompletableFuture.supplyAsync(() -> writeAndRead(stop), RebuildTest::start);
      List<Outcome> outcomes;
      try {
        outcomes = rebuild((view, step, done, _) -> {
          if (view.equals("task") && step == Step.SWAP) {
            attempts.add(done);
            if (done == 2) {
              rollback(slow);
            }
          }
        });
      } finally {
        stop.set(true);
      }
      assertGoesForth(client.join());
      assertThat(outcomes).hasSize(3).containsOnly(new Swapped(List.of()));
      assertThat(attempts).hasSizeGreaterThan(2);
    }
    assertThat(tables()).doesNotContainAnyElementsOf(before);
    assertSchemaIsAsMigrated();
    write(OWNERS.getLast());
    awaitProjected();
    assertThat(rebuild("task", false, NOBODY)).isEqualTo(new Swapped(List.of()));
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void a_rebuild_that_is_killed_leaves_all_as_it_was_and_the_next_one_goes_on(Step last) throws Exception {
    var before = tables();
    assertThatExceptionOfType(Killed.class).isThrownBy(() -> rebuild("task", false, (_, step, done, _) -> {
      if (step == last && (done > 0 || step == Step.SWAP)) {
        throw new Killed();
      }
    }));
    assertThat(tables()).isEqualTo(before);
    write(OWNERS.getFirst());
    awaitProjected();
    var made = FIXTURE.table("rebuild.task");
    assertThat(rebuild("task", false, NOBODY)).isEqualTo(new Swapped(List.of()));
    assertThat(FIXTURE.table("public.task")).isEqualTo(made);
    assertSchemaIsAsMigrated();
    assertThat(schemas()).doesNotContain("rebuild");
  }

  @Test
  void views_that_begin_together_are_read_once_and_end_one_by_one() throws Exception {
    var loaded = new ArrayList<String>();
    var told = new ArrayList<String>();
    Observer observer = (view, step, _, _) -> {
      if (step == Step.LOAD) told.add(view);
    };
    assertThatExceptionOfType(Killed.class).isThrownBy(() -> rebuilds((view, _, done, _) -> {
      loaded.add(view);
      if (done > 0) throw new Killed();
    }).begin(VIEWS));
    write(OWNERS.getFirst());
    awaitProjected();
    rebuilds(observer).begin(VIEWS);
    var names = VIEWS.stream().map(View::name).collect(Collectors.joining(", "));
    assertThat(loaded).containsOnly(names);
    assertThat(told).containsOnly(names);
    var made = FIXTURE.table("rebuild.recorded_event");
    assertThat(
        DATABASE.jdbc().sql("SELECT count(*) FROM rebuild.recorded_event").query(Integer.class).single())
        .isPositive();
    assertThat(rebuild(NOBODY)).hasSize(3).containsOnly(new Swapped(List.of()));
    assertThat(FIXTURE.table("public.recorded_event")).isEqualTo(made);
    assertSchemaIsAsMigrated();
  }

  @Test
  void what_does_not_fit_into_memory_is_written_and_found_again() throws Exception {
    try (var another = new TestStream().create()) {
      var history = new History();
      var ends = new HashMap<Integer, Long>();
      for (var owner : OWNERS) {
        for (var append : life(owner)) {
          var published = history.append(append);
          another.publish(published);
          ends.merge(another.partition(published.getFirst()), append.length + 1L, Long::sum);
        }
      }
      for (var event : history.events()) {
        VIEWS.forEach(view -> FIXTURE.pretendProjected(another, view.name(), event));
      }
      awaitCommitted(another, ends);
      var wide = begun(FIXTURE.scans(another));
      assertThat(wide).contains(places(another, history));
      assertThat(begun(FIXTURE.narrowScans(another))).isEqualTo(wide);
    }
  }

  @Test
  void a_key_that_two_partitions_have_leaves_one_row() throws Exception {
    try (var another = new TestStream().create()) {
      var history = new History();
      var task = History.task();
      for (var partition = 0; partition < 2; partition++) {
        var created = history.append(History.created(ownerOn(partition), task));
        another.publish(created);
        pretendProjected(another, created.getFirst());
      }
      awaitCommitted(another, Map.of(0, 2L, 1, 2L));
      assertThat(rebuilds(another, NOBODY).run(FIXTURE.view("task"), false)).isInstanceOf(Different.class);
      assertThat(DATABASE.jdbc().sql("SELECT task_id FROM rebuild.task").query(UUID.class).list())
          .containsExactly(task.value());
    }
  }

  @Test
  void values_that_two_rows_have_swapped_are_found() throws Exception {
    var swap = """
        UPDATE task SET title = CASE title WHEN 'Another' THEN 'A task' ELSE 'Another' END
         WHERE task_id IN (SELECT DISTINCT ON (title) task_id FROM task WHERE owner_id = '%s')"""
        .formatted(OWNERS.get(4));
    sql(swap);
    assertThat(rebuild("task", false, NOBODY)).isInstanceOfSatisfying(Different.class,
        different -> assertThat(different.differences()).singleElement().asString()
            .startsWith("Table task differs for 1 of its owners, first for " + OWNERS.get(4))
            .endsWith(": title"));
    assertThat(rebuild("task", true, NOBODY)).isInstanceOf(Swapped.class);
  }

  @Test
  void the_service_shows_how_far_a_rebuild_is() throws Exception {
    var gauge = "tasklog.feed.rebuild.progress";
    assertThatExceptionOfType(Killed.class).isThrownBy(() -> rebuild("tag", false, (_, step, _, _) -> {
      if (step == Step.INDEX) {
        throw new Killed();
      }
    }));
    FEED.attend();
    await().atMost(LONG).until(() -> FEED.gauge(gauge, FIXTURE.view("tag")) > 0.99);
    assertThat(FEED.gauge(gauge, FIXTURE.view("task"))).isNaN();
    sql("UPDATE rebuild.projection_offset SET next_offset = next_offset / 2 WHERE view = 'tag'");
    FEED.attend();
    await().atMost(LONG).until(() -> FEED.gauge(gauge, FIXTURE.view("tag")) < 0.6);
    assertThat(FEED.gauge(gauge, FIXTURE.view("tag"))).isBetween(0.3, 0.6);
    sql("DROP SCHEMA rebuild CASCADE");
    FEED.attend();
    await().atMost(LONG).until(() -> Double.isNaN(FEED.gauge(gauge, FIXTURE.view("tag"))));
  }

  @Test
  void what_another_build_has_folded_is_made_anew() throws Exception {
    var scans = FIXTURE.scans(STREAM);
    assertThatIllegalStateException()
        .isThrownBy(() -> new Rebuild(FIXTURE.view("tag"), FIXTURE.database(), scans,
            (_, step, _, _) -> {
              if (step == Step.INDEX) throw new Killed();
            }, LONG).run("another build", false));
    var made = FIXTURE.table("rebuild.tag");
    rebuild("tag", false, NOBODY);
    assertThat(FIXTURE.table("public.tag")).isNotEqualTo(made);
  }

  @Test
  void other_rows_are_found_named_and_replaced_only_when_that_is_accepted() throws Exception {
    var owner = OWNERS.get(2);
    sql("UPDATE task SET title = 'damaged' WHERE task_id = (SELECT min(task_id::text)::uuid FROM task"
        + " WHERE owner_id = '" + owner + "')");
    sql("DELETE FROM task_tag WHERE owner_id = '" + owner + "'");
    var before = tables();
    assertThat(rebuild("task", false, NOBODY)).isInstanceOfSatisfying(Different.class,
        different -> assertThat(different.differences()).satisfiesExactly(
            task -> assertThat(task).startsWith("Table task differs for 1 of its owners, first for " + owner)
                .endsWith(": title").doesNotContain("damaged"),
            tag -> assertThat(tag)
                .startsWith("Table task_tag differs for 1 of its owners, first for " + owner)
                .endsWith(": only in the new table")));
    assertThat(tables()).isEqualTo(before);
    assertThat(rebuild("task", true, NOBODY)).isInstanceOfSatisfying(Swapped.class,
        swapped -> assertThat(swapped.differences()).hasSize(2));
    assertThat(DATABASE.jdbc().sql("SELECT count(*) FROM task WHERE title = 'damaged'").query(Integer.class)
        .single()).isZero();
    assertThat(rebuild("task", false, NOBODY)).isEqualTo(new Swapped(List.of()));
  }

  @Test
  void what_was_made_can_be_removed() throws Exception {
    sql("UPDATE tag SET name = 'damaged ' || version");
    assertThat(rebuild("tag", false, NOBODY)).isInstanceOf(Different.class);
    assertThat(schemas()).contains("rebuild");
    rebuilds(NOBODY).abort();
    assertThat(schemas()).doesNotContain("rebuild");
    rebuild("tag", true, NOBODY);
  }

  @Test
  void an_event_that_the_service_has_applied_and_this_build_cannot_is_named() {
    try (var another = new TestStream().create()) {
      var poison = new History().append(new TaskRetitled(OWNERS.getFirst(), History.task(), "of no task"));
      another.publish(poison);
      pretendProjected(another, poison.getFirst());
      var before = tables();
      assertThatExceptionOfType(Refused.class)
          .isThrownBy(() -> rebuilds(another, NOBODY).run(FIXTURE.view("task"), true))
          .withMessageContaining("position 1 of owner " + OWNERS.getFirst());
      assertThat(tables()).isEqualTo(before);
    }
  }

  @Test
  void what_cannot_be_applied_stays_set_aside_and_what_can_be_now_is_applied() throws Exception {
    var standing = History.owner();
    publish(History.created(standing, History.task()));
    publish(new TaskRetitled(standing, History.task(), "of no task"));
    publish(History.created(standing, History.task()));
    var healed = OWNERS.get(3);
    awaitProjected();
    sql("INSERT INTO parked_owner (view, owner_id, position, events) VALUES ('task', '" + healed
        + "', 7, 1)");
    sql("INSERT INTO parked_event (view, owner_id, position, commit, topic, partition, record_offset,"
        + " record_timestamp, timestamp_type, key, headers, copied_at)"
        + " VALUES ('task', '" + healed + "', 7, 7, 't', 0, 0, 0, 'CREATE_TIME', '', '[]', now())");
    assertThat(rebuild("task", false, NOBODY)).isEqualTo(new Swapped(List.of()));
    assertThat(DATABASE.jdbc().sql("SELECT owner_id FROM parked_owner WHERE view = 'task' AND events = 2")
        .query(UUID.class).list()).containsExactly(standing.value());
    assertThat(DATABASE.jdbc().sql("SELECT count(*) FROM task WHERE owner_id = ?").param(standing.value())
        .query(Integer.class).single()).isOne();
    sql("INSERT INTO dropped_event (view, owner_id, position, commit, topic, partition, record_offset,"
        + " record_timestamp, timestamp_type, key, headers, parked_at, dropped_by, dropped_because)"
        + " SELECT view, owner_id, position, commit, topic, partition, record_offset, record_timestamp,"
        + " timestamp_type, key, headers, created_at, 'operator', 'poison' FROM parked_event"
        + " WHERE reason IS NOT NULL AND view = 'task'");
    await().atMost(LONG).until(() -> DATABASE.jdbc()
        .sql("SELECT count(*) FROM parked_event WHERE copied_at IS NULL").query(Integer.class).single() == 0);
    assertThat(rebuild("task", false, NOBODY)).isEqualTo(new Swapped(List.of()));
    assertThat(DATABASE.jdbc().sql("SELECT count(*) FROM task WHERE owner_id = ?").param(standing.value())
        .query(Integer.class).single()).isEqualTo(2);
    assertThat(DATABASE.jdbc().sql("SELECT count(*) FROM parked_owner WHERE view = 'task'")
        .query(Integer.class).single()).isZero();
  }

  @Test
  void a_topic_that_has_lost_events_is_no_source() {
    try (var another = new TestStream().create()) {
      pretendProjected(another,
          new History().append(new TaskDeleted(OWNERS.getFirst(), History.task())).getFirst());
      assertThatExceptionOfType(Stopped.class)
          .isThrownBy(() -> rebuilds(another, NOBODY).run(FIXTURE.view("task"), false))
          .withMessageContaining("has lost events");
    }
  }

  @Test
  void a_table_that_others_hold_on_to_is_not_replaced() {
    sql("CREATE VIEW open_task AS SELECT task_id FROM task WHERE status = 'pending'");
    try {
      assertThatExceptionOfType(Refused.class).isThrownBy(() -> rebuild("task", false, NOBODY))
          .withMessageContaining("public.open_task");
    } finally {
      sql("DROP VIEW open_task");
    }
  }

  @Test
  void who_may_read_a_table_may_read_the_new_one_and_its_comment() throws Exception {
    sql("CREATE ROLE rebuild_analyst");
    sql("GRANT SELECT ON tag TO rebuild_analyst");
    sql("COMMENT ON TABLE tag IS 'Words'");
    rebuild("tag", false, NOBODY);
    assertThat(DATABASE.jdbc().sql("SELECT has_table_privilege('rebuild_analyst', 'tag', 'SELECT')"
        + " AND obj_description('tag'::regclass, 'pg_class') = 'Words'").query(Boolean.class).single())
        .isTrue();
    sql("COMMENT ON TABLE tag IS NULL");
    sql("DROP OWNED BY rebuild_analyst");
    sql("DROP ROLE rebuild_analyst");
  }

  @Test
  void the_service_says_what_rebuild_is_due_until_it_is_done() throws Exception {
    var gauge = "tasklog.feed.rebuild.due";
    sql("INSERT INTO rebuild_due (view, version, because) VALUES ('tag', '010', 'letters are missing')");
    FEED.attend();
    await().atMost(LONG).until(() -> FEED.gauge(gauge, FIXTURE.view("tag")) == 1);
    assertThat(FEED.gauge(gauge, FIXTURE.view("task"))).isZero();
    assertThat(FEED.ailments()).containsKey("rebuild due");
    assertThat(rebuild("tag", false, NOBODY)).isEqualTo(new Swapped(List.of()));
    FEED.attend();
    await().atMost(LONG).until(() -> FEED.gauge(gauge, FIXTURE.view("tag")) == 0);
    assertThat(FEED.ailments()).doesNotContainKey("rebuild due");
  }

  @Test
  void there_is_one_at_a_time() throws Exception {
    try (var _ = FIXTURE.database().alone()) {
      assertThatExceptionOfType(Refused.class).isThrownBy(() -> rebuild("tag", false, NOBODY))
          .withMessageContaining("Another rebuild");
    }
    rebuild("tag", false, NOBODY);
  }

  private static List<Outcome> rebuild(Observer observer) throws Exception {
    var outcomes = new ArrayList<Outcome>();
    for (var view : VIEWS) {
      outcomes.add(rebuild(view.name(), false, observer));
    }
    return outcomes;
  }

  private static Outcome rebuild(String view, boolean accept, Observer observer) throws Exception {
    return rebuilds(observer).run(FIXTURE.view(view), accept);
  }

  private static Rebuilds rebuilds(Observer observer) {
    return rebuilds(STREAM, observer);
  }

  private static Rebuilds rebuilds(TestStream stream, Observer observer) {
    return FIXTURE.rebuilds(stream, observer);
  }

  private static OwnerId ownerOn(int partition) {
    var partitioning = new Partitioning(TestStream.PARTITIONS);
    return Stream.generate(History::owner).filter(owner -> partitioning.of(owner) == partition).findFirst()
        .orElseThrow();
  }

  /** All that a common beginning has left, which is removed. */
  private static List<String> begun(StreamScans scans) throws Exception {
    var rebuilds = FIXTURE.rebuilds(scans, NOBODY);
    rebuilds.begin(VIEWS);
    var rows = new ArrayList<String>();
    for (var table : TABLES) {
      rows.addAll(DATABASE.jdbc().sql("SELECT made::text FROM rebuild." + table + " AS made ORDER BY 1")
          .query(String.class).list());
    }
    rows.addAll(DATABASE.jdbc().sql("""
        SELECT concat_ws(' ', view, partition, position) FROM rebuild.projection_offset
         WHERE position > 0 ORDER BY 1""").query(String.class).list());
    rebuilds.abort();
    return rows;
  }

  /** As all views have them at the end of a stream. */
  private static String[] places(TestStream stream, History history) {
    var last = history.events().stream()
        .collect(Collectors.toMap(stream::partition, RecordedEvent::position, Math::max));
    return VIEWS.stream().flatMap(view -> last.entrySet().stream()
        .map(place -> view.name() + " " + place.getKey() + " " + place.getValue())).toArray(String[]::new);
  }

  private static void write(OwnerId owner) {
    life(owner).forEach(RebuildTest::publish);
  }

  /** Some appends of an owner that leave something in each table. */
  private static List<TasklogEvent[]> life(OwnerId owner) {
    var kept = new TagId(History.task().value());
    var gone = new TagId(History.task().value());
    var tasks = IntStream.range(0, 5).mapToObj(_ -> History.task()).toList();
    return List.of(
        new TasklogEvent[]{new TagCreated(owner, kept, kept.toString()),
            new TagCreated(owner, gone, gone.toString())},
        tasks.stream().map(task -> History.created(owner, task)).toArray(TasklogEvent[]::new),
        new TasklogEvent[]{new TaskTagged(owner, tasks.getFirst(), kept),
            new TaskRetitled(owner, tasks.get(1), "Another")},
        new TasklogEvent[]{new TasksStatusChanged(owner, tasks, Status.COMPLETED),
            new TaskDeleted(owner, tasks.getLast()), new TagDeleted(owner, gone, gone.toString())});
  }

  private static void publish(TasklogEvent... append) {
    STREAM.publish(HISTORY.append(append));
  }

  private static void awaitProjected() {
    var last = HISTORY.events().getLast().position();
    await().atMost(LONG).until(() -> DATABASE.jdbc()
        .sql("SELECT min(position) FROM (SELECT max(position) AS position FROM projection_offset"
            + " WHERE generation = ? GROUP BY view) AS place")
        .param(STREAM.generation()).query(Long.class).optional().orElse(0L) == last);
  }

  /** As if the service had applied what it cannot, or what is not on the topic. */
  private static void pretendProjected(TestStream stream, RecordedEvent event) {
    FIXTURE.pretendProjected(stream, "task", event);
  }

  /** What a request sees in one statement: its position, and rows of two views of an owner who writes. */
  private record Seen(long position, long version, long events) {}

  private static List<Seen> writeAndRead(AtomicBoolean stop) {
    var seen = new ArrayList<Seen>();
    while (!stop.get()) {
      write(OWNERS.getFirst());
      IntStream.range(0, 20).mapToObj(_ -> read(OWNERS.getFirst())).forEach(seen::add);
    }
    return seen;
  }

  private static Seen read(OwnerId owner) {
    return DATABASE.jdbc().sql("""
        SELECT (SELECT max(position)
                  FROM projection_offset
                 WHERE view = 'task' AND generation = :generation AND partition = :partition),
               (SELECT max(version) FROM task WHERE owner_id = :owner),
               (SELECT count(*) FROM recorded_event WHERE owner_id = :owner)""")
        .param("generation", STREAM.generation())
        .param("partition", new Partitioning(TestStream.PARTITIONS).of(owner)).param("owner", owner.value())
        .query((row, _) -> new Seen(row.getLong(1), row.getLong(2), row.getLong(3))).single();
  }

  /** Never back, and never rows that are not those of the position. */
  private static void assertGoesForth(List<Seen> all) {
    var versions = HISTORY.events().stream().filter(event -> event.owner().equals(OWNERS.getFirst()))
        .filter(event -> event.eventName().startsWith("Task")).map(RecordedEvent::position)
        .collect(Collectors.toCollection(TreeSet::new));
    var before = new Seen(0, 0, 0);
    for (var seen : all) {
      assertThat(seen.position()).isGreaterThanOrEqualTo(before.position());
      assertThat(seen.events()).isGreaterThanOrEqualTo(before.events());
      assertThat(seen.version()).isEqualTo(versions.floor(seen.position()));
      before = seen;
    }
    assertThat(before.position()).isPositive();
  }

  private static void assertSchemaIsAsMigrated() throws Exception {
    assertThat(FIXTURE.comparison()).isEqualTo(new Comparison.Same());
  }

  private static List<String> tables() {
    return TABLES.stream().map(table -> FIXTURE.table("public." + table)).toList();
  }

  private static List<String> schemas() {
    return DATABASE.jdbc().sql("SELECT nspname FROM pg_namespace").query((row, _) -> row.getString(1)).list();
  }

  private static void sql(String sql) {
    DATABASE.jdbc().sql(sql).update();
  }

  /** Apart from the threads that the machine's cores share. */
  private static void start(Runnable task) {
    Thread.ofVirtual().start(task);
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
