package tasklog.projection.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeTry;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.wire.CloudEvents;
import tasklog.events.wire.EventType;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.EventFilter.Type;
import tasklog.projection.history.EventQueries.Events;
import tasklog.projection.task.Scenes;

class EventsTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final JdbcClient JDBC = DATABASE.jdbc();
  private static final Snapshot SNAPSHOT = new Snapshot(HistoryView.NAME, 1, 3);
  private static final List<Type> ALL = List.of();

  private final HistoryView view = new HistoryView(JDBC);
  private final EventQueries queries = new EventQueries(JDBC);
  private final OwnerId owner = History.owner();

  @BeforeTry
  void empty() {
    JDBC.sql("TRUNCATE recorded_event, task_version, projection_offset").update();
    JDBC.sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition, position, incarnation)
        VALUES ('history', 1, gen_random_uuid(), 3, 41, :log), ('history', 1, gen_random_uuid(), 2, 0, NULL),
               ('task', 1, gen_random_uuid(), 3, 43, gen_random_uuid())
        """).param("log", History.LOG).update();
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void each_event_comes_once_and_in_order_whatever_the_limits_and_the_types(@ForAll long seed) {
    var random = new Random(seed);
    var scenes = Scenes.random(seed, 60);
    view.apply(scenes);
    for (var reader : owners(scenes)) {
      for (var types : List.of(ALL, some(random))) {
        var read = new ArrayList<CloudEvent>();
        var after = 0L;
        for (Events found = null; found == null || !found.page().isEmpty();) {
          var limit = 1 + random.nextInt(9);
          found = queries.events(SNAPSHOT, new EventFilter(reader, after, types, limit)).value();
          assertThat(found.page()).hasSizeLessThanOrEqualTo(limit);
          read.addAll(found.page());
          after = found.last();
        }
        assertThat(read).isEqualTo(expected(scenes, reader, types));
      }
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void nothing_is_skipped_by_those_who_read_while_events_are_projected(@ForAll long seed) {
    var random = new Random(seed);
    var scenes = Scenes.random(seed, 60);
    var types = random.nextBoolean() ? ALL : some(random);
    var read = new HashMap<OwnerId, List<CloudEvent>>();
    var after = new HashMap<OwnerId, Long>();
    for (var from = 0; from <= scenes.size();) {
      for (var reader : owners(scenes)) {
        var found = queries.events(SNAPSHOT,
            new EventFilter(reader, after.getOrDefault(reader, 0L), types, 1 + random.nextInt(20))).value();
        read.computeIfAbsent(reader, _ -> new ArrayList<>()).addAll(found.page());
        after.put(reader, found.last());
      }
      var to = Math.min(scenes.size(), from + 1 + random.nextInt(5));
      view.apply(scenes.subList(from, to));
      from = from == scenes.size() ? from + 1 : to;
    }
    for (var reader : owners(scenes)) {
      var rest = queries.events(SNAPSHOT,
          new EventFilter(reader, Objects.requireNonNull(after.get(reader)), types, 200)).value();
      var all = Objects.requireNonNull(read.get(reader));
      all.addAll(rest.page());
      assertThat(all).isEqualTo(expected(scenes, reader, types));
    }
  }

  @Example
  void a_page_says_where_to_go_on_also_when_it_is_empty() {
    view.apply(new History().feed(History.created(History.owner(), History.task()),
        History.created(owner, History.task())));
    assertThat(last(owner, 0)).isEqualTo(2);
    assertThat(last(owner, 2)).isEqualTo(2);
    assertThat(last(owner, 1_000)).isEqualTo(1_000);
    assertThat(last(History.owner(), 0)).isZero();
  }

  @Example
  void types_are_of_every_kind_of_event() {
    var tag = new TagId(UUID.randomUUID());
    var log = new History();
    view.apply(log.feed(new TagCreated(owner, tag, "a"), History.created(owner, History.task()),
        new TagRenamed(owner, tag, "a", "b")));
    var types = types(EventType.TAG_RENAMED, EventType.TAG_CREATED);
    var found = queries.events(SNAPSHOT, new EventFilter(owner, 0, types, 200)).value();
    assertThat(found.page()).extracting(CloudEvent::json).satisfiesExactly(
        created -> assertThat(created).contains("tasklog.TagCreated.v1"),
        renamed -> assertThat(renamed).contains("tasklog.TagRenamed.v1"));
    assertThat(Type.all()).extracting(Type::wire)
        .containsExactlyElementsOf(Arrays.stream(EventType.values()).map(EventType::ceType).toList());
  }

  @Example
  void a_page_of_200_takes_as_many_statements_as_a_page_of_1() {
    view.apply(Scenes.random(7, 60));
    var counted = new CountedStatements(DATABASE.dataSource());
    var counting = new EventQueries(counted.jdbc());
    for (var limit : List.of(1, 200)) {
      for (var types : List.of(ALL, types(EventType.TASK_CREATED, EventType.TASK_TAGGED))) {
        var filter = new EventFilter(owner, 0, types, limit);
        assertThat(counted.during(() -> counting.events(SNAPSHOT, filter))).isEqualTo(1);
      }
    }
  }

  @Example
  void events_come_with_the_position_of_their_snapshot() {
    var filter = new EventFilter(owner, 0, ALL, 1);
    assertThat(queries.events(SNAPSHOT, filter).position()).isEqualTo(41);
    assertThat(queries.events(new Snapshot(HistoryView.NAME, 1, null), filter).position()).isZero();
  }

  @Example
  void nobody_sees_the_events_of_another_owner() {
    var task = History.task();
    view.apply(new History().feed(History.created(owner, task), new TaskDeleted(owner, task)));
    for (var types : List.of(ALL, types(EventType.TASK_CREATED))) {
      assertThat(queries.events(SNAPSHOT, new EventFilter(History.owner(), 0, types, 200)).value().page())
          .isEmpty();
    }
  }

  private long last(OwnerId reader, long after) {
    var all = queries.events(SNAPSHOT, new EventFilter(reader, after, ALL, 200)).value().last();
    var rare = types(EventType.TASK_DELETED);
    assertThat(queries.events(SNAPSHOT, new EventFilter(reader, after, rare, 200)).value().last())
        .isEqualTo(after);
    return all;
  }

  /** As they were published. */
  private static List<CloudEvent> expected(List<FeedEvent> events, OwnerId reader, List<Type> types) {
    var names = types.stream().map(Type::wire).toList();
    return events.stream().filter(event -> event.recorded().owner().equals(reader))
        .filter(event -> names.isEmpty() || names.contains(event.recorded().ceType()))
        .map(event -> new CloudEvent(event.position(), event.recorded().ceType(),
            CloudEvents.json(event.recorded(), History.LOG, event.delivered().previous())))
        .toList();
  }

  private static List<OwnerId> owners(List<FeedEvent> events) {
    return events.stream().map(event -> event.recorded().owner()).distinct().toList();
  }

  private static List<Type> some(Random random) {
    return Arrays.stream(Type.all()).filter(_ -> random.nextInt(3) == 0).toList();
  }

  private static List<Type> types(EventType... types) {
    return Arrays.stream(types).map(type -> new Type(type.eventName(), type.version(), type.ceType()))
        .toList();
  }
}
