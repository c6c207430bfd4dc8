package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.TaskEvent.OfMany;
import tasklog.events.TasklogEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

class EventJsonTest {

  private static final String ONE = "0198c2f4-7c1d-7a10-8000-000000000001";
  private static final String TWO = "0198c2f4-7c1d-7a10-8000-000000000002";

  @Provide
  static Arbitrary<TasklogEvent> events() {
    return Generated.events();
  }

  @Property(tries = 500)
  void an_event_survives_log_and_stream(@ForAll("events") TasklogEvent event) {
    var stored = EventJson.store(event);
    var data = EventJson.data(stored.payload(), stored.taskIds());
    assertThat(EventJson.read(EventType.of(event), data)).isEqualTo(event);
  }

  @Property(tries = 100)
  void the_stream_carries_what_the_record_says(@ForAll("events") TasklogEvent event) {
    var stored = EventJson.store(event);
    var data = EventJson.data(stored.payload(), stored.taskIds());
    assertThat(data).isEqualTo(TasklogJson.mapper().writeValueAsString(event));
  }

  @Property(tries = 200)
  void ids_of_a_bulk_event_are_not_in_its_payload(@ForAll("events") TasklogEvent event) {
    var stored = EventJson.store(event);
    if (event instanceof OfMany bulk) {
      assertThat(stored.taskIds()).hasSameSizeAs(bulk.taskIds());
      assertThat(stored.payload()).doesNotContain("task_ids").hasSizeLessThan(150);
    } else {
      assertThat(stored.taskIds()).isEmpty();
    }
  }

  @Property(tries = 200)
  void the_subject_is_found_without_the_rest(@ForAll("events") TasklogEvent event) {
    var stored = EventJson.store(event);
    var data = EventJson.data(stored.payload(), stored.taskIds());
    assertThat(EventJson.subject(data)).isEqualTo(EventJson.subject(event));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{\"owner\":{\"task_id\":1},\"task_id\":\"" + ONE + "\",\"tag_id\":\"" + TWO + "\"}|" + ONE,
      "{\"note\":[1],\"tag_id\":\"" + ONE + "\",\"task_ids\":[]}|" + ONE,
      "{\"account_id\":\"" + ONE + "\"}|" + ONE,
      "{\"task_ids\":[],\"tag_id\":\"" + ONE + "\"}|",
      "{\"owner\":\"" + ONE + "\"}|"})
  void the_subject_of_an_event_that_is_not_known_yet_is_found_too(String data, @Nullable UUID subject) {
    assertThat(EventJson.subject(data)).isEqualTo(subject);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "[]", "{}", "{\"task_id\":7}", "{\"task_id\":\"x\"}", "{\"task_id\":{}}",
      "{\"task\":{\"task_id\":\"0198c2f4-7c1d-7a10-8000-000000000001\"}}", "{\"owner\":"})
  void a_damaged_event_has_no_subject(String data) {
    assertThat(EventJson.subject(data)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_not_known_is_passed_over(EventType type) {
    var data = tree(type).put("of_a_later_version", 1).toString();
    assertThat(EventJson.read(type, data)).isEqualTo(Samples.of(type));
  }

  @ParameterizedTest
  @MethodSource("requiredMembers")
  void a_missing_member_is_refused(EventType type, String member) {
    refused(type, tree(type).without(List.of(member)).toString());
  }

  @ParameterizedTest
  @MethodSource("requiredMembers")
  void null_in_place_of_a_member_is_refused(EventType type, String member) {
    refused(type, tree(type).putNull(member).toString());
  }

  @ParameterizedTest
  @MethodSource("requiredMembers")
  void a_value_of_another_kind_is_refused(EventType type, String member) {
    refused(type, tree(type).put(member, 7).toString());
    refused(type, tree(type).put(member, true).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"owner", "task_id", "status", "priority", "due_at", "tag_ids", "attributes"})
  void an_empty_text_is_no_value(String member) {
    refused(EventType.TASK_CREATED, tree(EventType.TASK_CREATED).put(member, "").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"due_at", "completed_at"})
  void a_nullable_member_may_be_missing(String member) {
    var data = tree(EventType.TASK_CREATED).without(List.of(member)).toString();
    var nulled = tree(EventType.TASK_CREATED).putNull(member).toString();
    assertThat(EventJson.read(EventType.TASK_CREATED, data))
        .isEqualTo(EventJson.read(EventType.TASK_CREATED, nulled));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[null]", "[\"\"]", "[\"x\"]", "[7]"})
  void a_list_of_anything_but_ids_is_refused(String ids) {
    refused(EventType.TASKS_DELETED,
        "{\"owner\":\"0198c2f4-7c1d-7a10-8000-00000000000a\",\"task_ids\":" + ids + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "{\"owner\":1,\"owner\":1}"})
  void what_is_no_object_is_refused(String data) {
    refused(EventType.TASK_DELETED, data);
  }

  static Stream<Arguments> requiredMembers() {
    return Stream.of(EventType.values())
        .flatMap(type -> tree(type).propertyNames().stream()
            .filter(member -> !member.equals("due_at") && !member.equals("completed_at"))
            .map(member -> Arguments.of(type, member)));
  }

  private static ObjectNode tree(EventType type) {
    return TasklogJson.mapper().valueToTree(Samples.of(type));
  }

  private static void refused(EventType type, String data) {
    assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> EventJson.read(type, data));
  }
}
