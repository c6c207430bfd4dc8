package tasklog.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tasklog.cli.console.Refusal;

/** The rules of infra/docs/events.md, event by event. */
class FoldTest {

  private static final UUID ADA = new UUID(1, 1);
  private static final UUID BOB = new UUID(2, 2);
  private static final UUID TASK = new UUID(3, 3);
  private static final UUID OTHER = new UUID(4, 4);
  private static final UUID TAG = new UUID(5, 5);

  private final Differences differences = new Differences();
  private final Fold fold = new Fold(differences);
  private long position;

  private void happens(String type, String members, UUID... tasks) {
    happens(ADA, type, members, tasks.length == 0 ? null : List.of(tasks));
  }

  /** Each a minute after the one before. */
  private void happens(UUID owner, String type, String members, @Nullable List<UUID> tasks) {
    position++;
    fold.apply(new LoggedEvent(position, new UUID(9, position), "tasklog." + type, "1", owner, at(position),
        at(position), "user", owner.toString(), position, position,
        "{\"owner\":\"" + owner + "\"" + (members.isEmpty() ? "" : ",") + members + "}", "{}", tasks), true,
        true);
  }

  private void create(UUID task, String status, String completedAt) {
    happens("TaskCreated", """
        "task_id":"%s","title":"a","description":"","status":"%s","priority":"medium","due_at":null,\
        "tag_ids":["%s"],"attributes":{},"completed_at":%s""".formatted(task, status, TAG, completedAt));
  }

  private void change(String type, String member) {
    happens(type, "\"task_id\":\"" + TASK + "\"," + member);
  }

  private Row task(UUID task) {
    return fold.tasks().getOrDefault(task, List.of()).getLast();
  }

  private static Instant at(long position) {
    return Instant.parse("2026-01-05T12:00:00.000001Z").plusSeconds(60 * position);
  }

  @Test
  void a_change_moves_version_and_updated_at_and_the_place_of_its_text() {
    create(TASK, "pending", "null");
    change("TaskRetitled", "\"title\":\"b\"");
    change("TaskPrioritised", "\"priority\":\"urgent\"");
    var task = task(TASK);
    assertThat(task.get("title")).isEqualTo("b");
    assertThat(task.get("priority")).isEqualTo(4L);
    assertThat(task.get("created_at")).isEqualTo(at(1));
    assertThat(task.get("updated_at")).isEqualTo(at(3));
    assertThat(task.get("version")).isEqualTo(3L);
    assertThat(task.get("title_at")).isEqualTo(2L);
    assertThat(task.get("description_at")).isEqualTo(1L);
    assertThat(fold.tasks().get(TASK)).extracting(row -> row.get("title")).containsExactly("a", "b", "b");
  }

  @Test
  void a_bulk_event_that_changes_nothing_moves_the_version_only() {
    create(TASK, "completed", "\"1999-12-31T23:59:59.999999Z\"");
    create(OTHER, "pending", "null");
    happens("TasksStatusChanged", "\"status\":\"completed\"", TASK, OTHER);
    assertThat(task(TASK).get("completed_at")).isEqualTo(Instant.parse("1999-12-31T23:59:59.999999Z"));
    assertThat(task(TASK).get("updated_at")).isEqualTo(at(1));
    assertThat(task(TASK).get("version")).isEqualTo(3L);
    assertThat(task(OTHER).get("completed_at")).isEqualTo(at(3));
    assertThat(task(OTHER).get("updated_at")).isEqualTo(at(3));
  }

  @Test
  void what_is_not_completed_any_more_has_no_completed_at() {
    create(TASK, "completed", "\"1999-12-31T23:59:59.999999Z\"");
    change("TaskStatusChanged", "\"status\":\"cancelled\"");
    assertThat(task(TASK).get("completed_at")).isNull();
  }

  @Test
  void the_first_deletion_counts_and_a_restored_task_is_as_it_was() {
    create(TASK, "pending", "null");
    change("TaskDeleted", "\"x\":1");
    happens("TasksDeleted", "", TASK);
    assertThat(task(TASK).get("deleted_at")).isEqualTo(at(2));
    happens("TasksUntagged", "\"tag_id\":\"" + TAG + "\"", TASK);
    happens("TasksRestored", "", TASK);
    assertThat(task(TASK).get("deleted_at")).isNull();
    assertThat(task(TASK).get("tag_ids")).isEqualTo(List.of());
    assertThat(task(TASK).get("version")).isEqualTo(5L);
  }

  @Test
  void tags_keep_the_order_in_which_they_were_put_on_and_are_there_once() {
    create(TASK, "pending", "null");
    change("TaskTagged", "\"tag_id\":\"" + OTHER + "\"");
    change("TaskTagged", "\"tag_id\":\"" + TAG + "\"");
    assertThat(task(TASK).get("tag_ids")).isEqualTo(List.of(TAG, OTHER));
    assertThat(task(TASK).get("updated_at")).isEqualTo(at(2));
    change("TaskUntagged", "\"tag_id\":\"" + TAG + "\"");
    assertThat(task(TASK).get("tag_ids")).isEqualTo(List.of(OTHER));
  }

  @Test
  void attributes_that_differ_in_places_only_are_a_change() {
    create(TASK, "pending", "null");
    change("TaskAttributesChanged", "\"attributes\":{\"n\":1.5}");
    change("TaskAttributesChanged", "\"attributes\":{\"n\":1.50}");
    assertThat(task(TASK).get("updated_at")).isEqualTo(at(3));
  }

  @Test
  void a_tag_is_renamed_and_is_gone_when_it_is_deleted() {
    happens("TagCreated", "\"tag_id\":\"" + TAG + "\",\"name\":\"a\"");
    happens("TagRenamed", "\"tag_id\":\"" + TAG + "\",\"old_name\":\"a\",\"new_name\":\"b\"");
    assertThat(Stream.of("name", "created_at", "updated_at", "version")
        .map(column -> Objects.requireNonNull(fold.tags().get(TAG)).get(column)))
        .containsExactly("b", at(1), at(2), 2L);
    happens("TagDeleted", "\"tag_id\":\"" + TAG + "\",\"name\":\"b\"");
    assertThat(fold.tags()).isEmpty();
  }

  @Test
  void what_cannot_have_happened_is_a_difference_of_the_log() {
    create(TASK, "pending", "null");
    create(TASK, "pending", "null");
    happens(BOB, "TaskDeleted", "\"task_id\":\"" + TASK + "\"", null);
    happens("TagDeleted", "\"tag_id\":\"" + TAG + "\",\"name\":\"b\"");
    assertThat(differences.kinds()).singleElement().satisfies(kind -> {
      assertThat(kind.count()).isEqualTo(3);
      assertThat(kind.first().toString())
          .isEqualTo("log.order: position 2 of the log, tasklog.TaskCreated.v1: "
              + "expected no task " + TASK + ", found one that is there");
    });
    assertThat(fold.tasks().get(TASK)).hasSize(1);
  }

  @Test
  void a_payload_that_does_not_say_what_it_should_is_a_difference_of_the_log() {
    create(TASK, "pending", "null");
    change("TaskRetitled", "\"name\":\"b\"");
    change("TaskRescheduled", "\"due_at\":\"tomorrow\"");
    change("TaskPrioritised", "\"priority\":\"some\"");
    assertThat(differences.kinds()).singleElement()
        .satisfies(kind -> assertThat(kind.first().kind()).isEqualTo("log.payload"))
        .satisfies(kind -> assertThat(kind.count()).isEqualTo(3));
  }

  @Test
  void an_event_that_this_release_does_not_know_ends_it() {
    create(TASK, "pending", "null");
    assertThatThrownBy(() -> change("TaskMoved", "\"x\":1")).isInstanceOf(Refusal.class)
        .hasMessageContaining("Position 2 is a tasklog.TaskMoved.v1");
    assertThatThrownBy(() -> happens("AccountMoved", "")).isInstanceOf(Refusal.class);
  }
}
