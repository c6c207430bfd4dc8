package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskAttributesChanged;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskEvent.TaskDescribed;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRestored;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskEvent.TasksStatusChanged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.task.TaskRow.Texts;
import tasklog.web.TaskResource;

class TaskViewTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final JdbcClient JDBC = DATABASE.jdbc();

  private final TaskView view = new TaskView(JDBC);
  private final History history = new History();
  private final OwnerId owner = History.owner();

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void batches_of_any_cut_write_the_same_rows(@ForAll long seed) {
    var scenes = Scenes.random(seed, 50);
    var whole = written(scenes, scenes.size());
    assertThat(written(scenes, 1)).isEqualTo(whole);
    assertThat(written(scenes, 1 + new Random(seed).nextInt(20))).isEqualTo(whole);
    assertThat(writtenInBulk(scenes, 1 + new Random(seed).nextInt(20), new Random(seed))).isEqualTo(whole);
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void the_rows_are_what_the_fold_says(@ForAll long seed) {
    var scenes = Scenes.random(seed, 50);
    var folded = TaskFold.fold(Map.of(), scenes).stream().map(change -> text(change.after())).sorted()
        .toList();
    assertThat(written(scenes, 7)).isEqualTo(folded);
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void the_rows_of_tags_are_those_of_the_tasks(@ForAll long seed) {
    var random = new Random(seed);
    if (random.nextBoolean()) {
      written(Scenes.random(seed, 60), 1 + random.nextInt(20));
    } else {
      writtenInBulk(Scenes.random(seed, 60), 1 + random.nextInt(20), random);
    }
    var ofTasks = """
        SELECT task_id, tag.id, owner_id, created_at, deleted_at IS NOT NULL FROM task CROSS JOIN unnest(tag_ids) AS tag (id)""";
    var ofTags = "SELECT task_id, tag_id, owner_id, task_created_at, task_deleted FROM task_tag";
    assertThat(
        JDBC.sql("(" + ofTasks + " EXCEPT " + ofTags + ") UNION ALL (" + ofTags + " EXCEPT " + ofTasks + ")")
            .query().listOfRows())
        .isEmpty();
    assertThat(JDBC.sql("SELECT count(*) FROM task_tag").query(Long.class).single())
        .isEqualTo(
            JDBC.sql("SELECT coalesce(sum(cardinality(tag_ids)), 0) FROM task").query(Long.class).single());
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void tasks_are_searched_by_the_words_that_their_texts_have_now(@ForAll long seed) {
    var random = new Random(seed);
    if (random.nextBoolean()) {
      written(Scenes.random(seed, 60), 1 + random.nextInt(20));
    } else {
      writtenInBulk(Scenes.random(seed, 60), 1 + random.nextInt(20), random);
    }
    var tasks = JDBC.sql("SELECT * FROM task").query((row, _) -> TaskColumns.resource(row)).list();
    assertThat(JDBC.sql("""
        SELECT owner_id, task_id, words FROM task_text
        EXCEPT ALL
        SELECT * FROM unnest(:owners::uuid[], :ids::uuid[], :words::tsvector[])""")
        .param("owners", tasks.stream().map(task -> task.owner().toString()).toArray(String[]::new))
        .param("ids", tasks.stream().map(task -> task.id().toString()).toArray(String[]::new))
        .param("words", tasks.stream().map(TaskViewTest::words).toArray(String[]::new))
        .query().listOfRows()).isEmpty();
    assertThat(JDBC.sql("SELECT count(*) FROM task_text").query(Integer.class).single())
        .isEqualTo(tasks.size()).isPositive();
  }

  private static String words(TaskResource task) {
    return Search.vector(task.owner(), new Texts(task.title(), task.description(), Attributes.NONE));
  }

  @Example
  void a_change_of_something_else_does_not_write_the_words() {
    var task = History.task();
    view.apply(history.feed(History.created(owner, task, "Some words")));
    var row = "SELECT ctid::text || xmin FROM task_text WHERE task_id = ?";
    var before = JDBC.sql(row).param(task.value()).query(String.class).single();
    view.apply(history.feed(new TaskPrioritised(owner, task, Priority.HIGH),
        new TaskAttributesChanged(owner, task, Attributes.parse("{\"a\":1}")), new TaskDeleted(owner, task)));
    assertThat(JDBC.sql(row).param(task.value()).query(String.class).single()).isEqualTo(before);
    view.apply(
        history.feed(new TaskRestored(owner, task), new TaskDescribed(owner, task, "and more of them")));
    assertThat(JDBC.sql(row).param(task.value()).query(String.class).single()).isNotEqualTo(before);
  }

  @Example
  void a_change_of_something_else_does_not_write_the_rows_of_tags() {
    var task = History.task();
    var tag = new TagId(UUID.randomUUID());
    view.apply(history.feed(History.created(owner, task), new TaskTagged(owner, task, tag)));
    var row = "SELECT ctid::text || xmin FROM task_tag WHERE task_id = ?";
    var before = JDBC.sql(row).param(task.value()).query(String.class).single();
    view.apply(history.feed(new TaskPrioritised(owner, task, Priority.HIGH)));
    assertThat(JDBC.sql(row).param(task.value()).query(String.class).single()).isEqualTo(before);
  }

  @Example
  void a_batch_takes_five_statements_whatever_is_in_it() {
    var counted = new CountedStatements(DATABASE.dataSource());
    var view = new TaskView(counted.jdbc());
    var tasks = IntStream.range(0, 1_000).mapToObj(_ -> History.task()).toList();
    var events = new ArrayList<FeedEvent>();
    tasks.forEach(task -> events.add(event(History.created(owner, task))));
    assertThat(counted.during(() -> view.apply(events))).isEqualTo(3);
    var fresh = History.task();
    assertThat(counted.during(() -> view.apply(List.of(
        event(new TasksStatusChanged(owner, tasks, Status.COMPLETED)),
        event(new TaskPrioritised(owner, tasks.getFirst(), Priority.HIGH)),
        event(History.created(owner, fresh)))))).isEqualTo(4);
    var tag = new TagId(UUID.randomUUID());
    var tagged = new ArrayList<FeedEvent>();
    tasks.forEach(task -> tagged.add(event(new TaskTagged(owner, task, tag))));
    tagged.add(event(new TasksDeleted(owner, tasks)));
    tagged.add(event(History.created(owner, History.task())));
    assertThat(counted.during(() -> view.apply(tagged))).isEqualTo(5);
    assertThat(counted.during(() -> view.apply(List.of(event(new TasksUntagged(owner, tasks, tag))))))
        .isEqualTo(3);
    assertThat(
        JDBC.sql("SELECT count(*) FROM task WHERE owner_id = ? AND status = 'completed'").param(owner.value())
            .query((row, _) -> row.getInt(1)).single())
        .isEqualTo(1_000);
  }

  @Example
  void a_long_text_is_not_written_again_with_a_change_of_something_else() {
    var task = History.task();
    var random = new Random(7);
    var description = random.ints(20_000, 0x4E00, 0x9FFF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint,
            StringBuilder::append)
        .toString();
    view.apply(List.of(
        event(new TaskCreated(owner, task, "Long", description, Status.PENDING, Priority.LOW, null, List.of(),
            Attributes.NONE, null))));
    var chunks = chunks();
    view.apply(List.of(event(new TaskPrioritised(owner, task, Priority.HIGH))));
    assertThat(chunks()).isEqualTo(chunks).isNotEmpty();
  }

  /** A tsvector has limits, and an event that cannot be applied would hold up its owner. */
  @Example
  void no_text_has_more_words_than_can_be_stored() {
    for (var description : List.of(characters(20_000), "w".repeat(20_000), "\uFDFA".repeat(20_000),
        "' \\ '' : & | ! ( ) < - > ` ^ $ * \t\n", "\u0300".repeat(20_000), "👩🏽‍💻".repeat(5_000))) {
      view.apply(List.of(event(new TaskCreated(owner, History.task(), "Many words", description,
          Status.PENDING, Priority.LOW, null, List.of(), Attributes.NONE, null))));
    }
    var more = Search.vector(owner, new Texts("Many more", characters(80_000), Attributes.NONE));
    assertThat(JDBC.sql("SELECT length(:more::tsvector)").param("more", more).query(Integer.class).single())
        .isGreaterThan(20_000);
  }

  /** So many different ones, of a script without spaces. */
  private static String characters(int number) {
    return IntStream.range(0x20000, 0x20000 + number)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }

  @Example
  void times_are_the_same_in_every_zone_of_a_session() {
    var task = History.task();
    view.apply(List.of(event(History.created(owner, task))));
    for (var zone : List.of("Asia/Kathmandu", "America/St_Johns", "UTC")) {
      var read = DATABASE.transactions().execute(_ -> {
        JDBC.sql("SET LOCAL timezone TO '" + zone + "'").update();
        return JDBC.sql("SELECT created_at = ?::timestamptz FROM task WHERE task_id = ?")
            .param(History.START.toString()).param(task.value()).query((row, _) -> row.getBoolean(1))
            .single();
      });
      assertThat(read).as(zone).isTrue();
    }
  }

  @Example
  void what_breaks_an_invariant_does_not_become_a_row() {
    for (var broken : List.of(
        History.created(owner, History.task(), ""),
        History.created(owner, History.task(), "🚀".repeat(201)),
        new TaskCreated(owner, History.task(), "Undone", "", Status.COMPLETED, Priority.LOW, null, List.of(),
            Attributes.NONE, null),
        new TaskCreated(owner, History.task(), "Done", "", Status.PENDING, Priority.LOW, null, List.of(),
            Attributes.NONE,
            History.START),
        new TaskCreated(owner, History.task(), "Long", "é".repeat(20_001), Status.PENDING, Priority.LOW, null,
            List.of(),
            Attributes.NONE, null))) {
      assertThatThrownBy(() -> view.apply(List.of(event(broken))))
          .isInstanceOf(DataIntegrityViolationException.class);
    }
    view.apply(List.of(event(History.created(owner, History.task(), "🚀".repeat(200)))));
  }

  @Example
  void the_task_of_another_owner_is_not_touched() {
    var task = History.task();
    view.apply(List.of(event(History.created(owner, task))));
    var other = History.owner();
    assertThatThrownBy(() -> view.apply(List.of(event(new TaskPrioritised(other, task, Priority.HIGH)))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> view.apply(List.of(event(History.created(other, task)))))
        .isInstanceOf(IllegalStateException.class);
  }

  private FeedEvent event(TaskEvent event) {
    return history.feed(event).getFirst();
  }

  /** All rows after the events, applied so many at a time. */
  private List<String> written(List<FeedEvent> events, int at) {
    JDBC.sql("TRUNCATE task, task_tag, task_text").update();
    for (var from = 0; from < events.size(); from += at) {
      view.apply(events.subList(from, Math.min(events.size(), from + at)));
    }
    return rows();
  }

  /** The same in bulk: so many at a time in memory, which is written now and then. */
  private List<String> writtenInBulk(List<FeedEvent> events, int at, Random random) {
    JDBC.sql("TRUNCATE task, task_tag, task_text").update();
    var fold = view.bulk(new Copy(new JdbcTemplate(DATABASE.dataSource())), true).orElseThrow();
    for (var from = 0; from < events.size(); from += at) {
      fold.apply(events.subList(from, Math.min(events.size(), from + at)));
      if (random.nextInt(4) == 0) {
        fold.write();
      }
    }
    fold.write();
    return rows();
  }

  private static List<String> rows() {
    return JDBC.sql("SELECT *, true AS texts FROM task").query((row, _) -> text(TaskColumns.row(row))).list()
        .stream().sorted().toList();
  }

  private static String text(TaskRow row) {
    return row.toString();
  }

  /** Which stored pieces of long texts there are. */
  private static List<String> chunks() {
    var table = JDBC.sql("SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid = 'task'::regclass")
        .query((row, _) -> row.getString(1)).single();
    return JDBC.sql("SELECT ctid::text || xmin::text FROM " + table + " ORDER BY 1")
        .query((row, _) -> row.getString(1)).list();
  }
}
