package tasklog.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.cli.tail.Events.ADA;
import static tasklog.cli.tail.Events.TASK;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.Attributes;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskRescheduled;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.RecordedEvent;

class LineTest {

  private static final String HEAD = "      42  2026-01-05T12:00:00Z  ";
  private static final TagId TAG = new TagId(new UUID(0, 7));

  @Test
  void a_line_has_position_time_type_owner_subject_and_what_is_new() {
    assertThat(line(new TaskCreated(ADA, TASK, "Größe", "", Status.PENDING, Priority.HIGH, null, List.of(),
        Attributes.NONE, null))).isEqualTo(HEAD + "TaskCreated         …0000ada0  " + TASK
            + "  title=\"Größe\" status=\"pending\" priority=\"high\"");
    assertThat(line(new TagRenamed(ADA, TAG, "a", "b")))
        .isEqualTo(HEAD + "TagRenamed          …0000ada0  " + TAG
            + "  old_name=\"a\" new_name=\"b\"");
    assertThat(line(new TaskRescheduled(ADA, TASK, null))).endsWith(TASK + "  due_at=null");
    assertThat(line(new AccountRegistered(ADA, ADA))).endsWith("…0000ada0  " + ADA);
  }

  @Test
  void a_terminal_that_is_not_wide_sees_the_ends_of_ids_and_what_is_new() {
    var event = Events.titled(ADA, 42, 42, "Größe");
    assertThat(Line.of(event, 90))
        .isEqualTo(HEAD + "TaskRetitled        …0000ada0  …00000001  title=\"Größe\"");
    assertThat(Line.of(event, 80)).isEqualTo(HEAD + "TaskRetitled        …0000ada0  …00000001  title…");
    assertThat(Line.of(event, 140)).isEqualTo(Line.of(event));
  }

  @Test
  void an_event_of_many_tasks_says_how_many() {
    assertThat(line(new TasksUntagged(ADA, List.of(TASK, new TaskId(new UUID(0, 1))), TAG)))
        .contains("…0000ada0  2 tasks  ").endsWith("  tag_id=\"" + TAG + "\"");
    assertThat(line(new TasksUntagged(ADA, List.of(TASK), TAG))).contains("  1 task  ");
  }

  @ParameterizedTest
  @CsvSource({"0a", "1b", "7f", "9b", "202e", "2066", "2028", "061c"})
  void nothing_that_moves_a_cursor_or_turns_text_around_reaches_the_terminal(String point) {
    var title = "a" + Character.toString(Integer.parseInt(point, 16)) + "b";
    var line = line(Events.titled(ADA, 42, 42, title));
    assertThat(line.codePoints()).doesNotContain(Integer.parseInt(point, 16));
    assertThat(line)
        .containsPattern("title=\"a\\\\(n|u" + "0".repeat(4 - point.length()) + point + "|u(?i)00" + point
            + ")b\"");
  }

  @ParameterizedTest
  @CsvSource({"abcdef, 6, abcdef", "abcdefg, 6, abcde…", "日本語です, 6, 日本…", "日本語, 6, 日本語", "😀😀😀, 5, 😀😀…",
      "é́́́bcdef, 6, é́́́bcdef", "abc, 1, …"})
  void a_line_is_cut_to_the_columns_of_a_terminal(String text, int columns, String cut) {
    assertThat(Line.cut(text, columns)).isEqualTo(cut);
  }

  @Test
  void a_long_value_leaves_room_for_the_next() {
    var line = line(
        new TaskCreated(ADA, TASK, "x".repeat(200), "", Status.PENDING, Priority.HIGH, null, List.of(),
            Attributes.NONE, null));
    assertThat(line).contains("xxx… status=").hasSizeLessThan(250);
  }

  private static String line(TasklogEvent event) {
    return line(Events.recorded(event, 42, 42));
  }

  private static String line(RecordedEvent event) {
    return Line.of(event);
  }
}
