package tasklog.projection.feed.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tasklog.projection.feed.rebuild.RebuildFixture.NOBODY;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tasklog.database.Comparison;
import tasklog.database.Migrations;
import tasklog.database.RebuildDue;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent;
import tasklog.events.TaskEvent.TaskPrioritised;
import tasklog.events.TaskEvent.TaskRetitled;
import tasklog.events.Priority;
import tasklog.events.TaskId;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.TestStream;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.rebuild.Outcome.Different;
import tasklog.projection.feed.rebuild.Outcome.Swapped;

/** Another shape of a read table, as a migration ships it: V010. */
class ReshapingTest {

  private static final String OTHER_RELEASE = """
      UPDATE flyway_schema_history SET version = '999' || version
       WHERE installed_rank = (SELECT max(installed_rank) FROM flyway_schema_history)""";
  private static final String THIS_RELEASE = """
      UPDATE flyway_schema_history SET version = substr(version, 4) WHERE version LIKE '999%'""";

  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final String TASK_TEXT = "public.task_text";

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final RebuildFixture FIXTURE = new RebuildFixture(DATABASE);
  private static final Migrations MIGRATIONS = new Migrations(DATABASE.database().dataSource(),
      tasklog.database.Database.READ.migrations(PROJECT), List.of());
  private static final TestStream STREAM = new TestStream().create();
  private static final History HISTORY = new History();
  private static final OwnerId OWNER = History.owner();
  private static final TaskId TASK = History.task();

  private static long end;

  /** A task of the time before V008, which the migration has found without words. */
  @BeforeEach
  void anOlderShape() throws SQLException {
    if (HISTORY.events().isEmpty()) {
      apply(History.created(OWNER, TASK, "Résumé"));
    }
    MIGRATIONS.backTo("009").forEach(ReshapingTest::back);
    sql("UPDATE task_text SET words = ''");
    MIGRATIONS.migrate("latest");
  }

  @AfterAll
  static void close() throws SQLException {
    FIXTURE.close();
    STREAM.close();
  }

  @Test
  void rows_are_used_as_they_are_until_a_rebuild_brings_the_new_shape() throws Exception {
    assertThat(due()).singleElement().satisfies(due -> assertThat(due.command())
        .isEqualTo("infra/tasklog rebuild task"));
    assertThat(FIXTURE.comparison()).isInstanceOf(Comparison.NotComparable.class);
    assertThat(texts()).containsExactly("null 0");
    apply(new TaskPrioritised(OWNER, TASK, Priority.HIGH));
    apply(new TaskRetitled(OWNER, TASK, "Another résumé"));
    assertThat(texts()).containsExactly("1 2");
    apply(History.created(OWNER, History.task(), "One"));
    writeAsAnOlderRelease();

    sql("UPDATE task_text SET words = '', rules = NULL");
    var old = FIXTURE.table(TASK_TEXT);
    assertThat(FIXTURE.rebuilds(STREAM, NOBODY).run(FIXTURE.view("task"), false))
        .isEqualTo(new Swapped(List.of()));
    assertThat(FIXTURE.table(TASK_TEXT)).isNotEqualTo(old);
    assertThat(texts()).containsExactly("1 1", "1 2");
    assertThat(due()).isEmpty();
    assertThat(FIXTURE.comparison()).isEqualTo(new Comparison.Same());
    writeAsAnOlderRelease();
  }

  @Test
  void only_what_the_migration_names_may_differ() throws Exception {
    sql("UPDATE task SET title = 'damaged'");
    assertThat(FIXTURE.rebuilds(STREAM, NOBODY).run(FIXTURE.view("task"), false)).isInstanceOfSatisfying(
        Different.class,
        different -> assertThat(different.differences()).singleElement().asString()
            .startsWith("Table task differs")
            .endsWith(": title"));
    assertThat(due()).hasSize(1);
    assertThat(FIXTURE.rebuilds(STREAM, NOBODY).run(FIXTURE.view("task"), true)).isInstanceOf(Swapped.class);
    assertThat(due()).isEmpty();
  }

  @Test
  void another_release_than_that_of_the_schema_rebuilds_nothing() {
    sql(OTHER_RELEASE);
    try {
      assertThatExceptionOfType(Refused.class)
          .isThrownBy(() -> FIXTURE.rebuilds(STREAM, NOBODY).run(FIXTURE.view("task"), true))
          .withMessageContaining("at version 999");
    } finally {
      sql(THIS_RELEASE);
    }
    assertThat(due()).hasSize(1);
  }

  /** What comes while the new tables are made is for another rebuild. */
  @Test
  void a_migration_that_comes_meanwhile_leaves_all_as_it_is() {
    var old = FIXTURE.table(TASK_TEXT);
    try {
      assertThatExceptionOfType(Refused.class)
          .isThrownBy(() -> FIXTURE.rebuilds(STREAM, (_, step, _, _) -> {
            if (step == Step.SWAP)
              sql(OTHER_RELEASE);
          }).run(FIXTURE.view("task"), true));
    } finally {
      sql(THIS_RELEASE);
    }
    assertThat(FIXTURE.table(TASK_TEXT)).isEqualTo(old);
    assertThat(due()).hasSize(1);
  }

  /** As the feed does, with its statements. */
  private static void apply(TaskEvent event) {
    var recorded = HISTORY.append(event).getFirst();
    STREAM.publish(List.of(recorded));
    end += 2;
    RebuildFixture.awaitCommitted(STREAM, Map.of(STREAM.partition(recorded), end));
    DATABASE.transactions().executeWithoutResult(_ -> FIXTURE.liveView("task")
        .apply(
            List.of(new FeedEvent(event, new Delivered(recorded, STREAM.log(), recorded.position() - 1)))));
    FIXTURE.pretendProjected(STREAM, "task", recorded);
  }

  private static void writeAsAnOlderRelease() {
    var task = History.task();
    sql("INSERT INTO task_text (owner_id, task_id, words) VALUES ('%s', '%s', '')".formatted(OWNER, task));
    sql("DELETE FROM task_text WHERE task_id = '%s'".formatted(task));
  }

  private static List<RebuildDue> due() {
    try (var connection = DATABASE.dataSource().getConnection()) {
      return RebuildDue.in(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By which rules the words of each task were cut, and how many they are. */
  private static List<@Nullable String> texts() {
    return DATABASE.jdbc()
        .sql(
            "SELECT coalesce(rules::text, 'null') || ' ' || length(words) FROM task_text ORDER BY length(words)")
        .query(String.class).list();
  }

  private static void back(tasklog.database.Migration migration) {
    try {
      MIGRATIONS.back(migration);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void sql(String sql) {
    DATABASE.jdbc().sql(sql).update();
  }
}
