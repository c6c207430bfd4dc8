package tasklog.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Status;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tasklog.web.WebJson;

class BodyTest {

  static Body body(String json) {
    return Body.of(WebJson.mapper().readTree(json));
  }

  static @Nullable Object value(String json, Function<Body, Field<?>> declare) {
    var body = body(json);
    var field = declare.apply(body);
    body.check();
    return field.orNull();
  }

  static List<String> errors(String json, Consumer<Body> declare) {
    var body = body(json);
    declare.accept(body);
    var refused = catchThrowableOfType(ProblemException.class, body::check);
    assertThat(refused.code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
    return refused.errors().stream().map(error -> error.pointer() + " " + error.code()).toList();
  }

  @Test
  void every_fault_is_named_at_once_in_the_order_of_declaration_and_strangers_last() {
    var errors = errors("""
        {"x/y~z": 1, "title": "", "status": "done", "due_at": "2026-02-30T00:00:00Z", "id": null}""",
        body -> {
          body.uuid("id").notNull();
          body.text("title", 1, 200).required();
          body.text("description", 0, 20_000).required();
          body.oneOf("status", Status.values(), Status::wire);
          body.time("due_at");
        });
    assertThat(errors).containsExactly("/id null_not_allowed", "/title too_short", "/description required",
        "/status unknown_value", "/due_at malformed_time", "/x~1y~0z unknown_field");
  }

  @Test
  void a_body_without_faults_gives_its_values() {
    var body = body("""
        {"title": " a\\r\\n", "due_at": null, "status": "in_progress", "on": true}""");
    var title = body.text("title", 1, 200).required();
    var due = body.time("due_at");
    var absent = body.time("other");
    var status = body.oneOf("status", Status.values(), Status::wire);
    var on = body.flag("on");
    body.check();
    assertThat(title.get()).isEqualTo(" a\r\n");
    assertThat(due.isPresent()).isTrue();
    assertThat(due.orNull()).isNull();
    assertThat(absent.isPresent()).isFalse();
    assertThat(absent.orElse(Instant.EPOCH)).isEqualTo(Instant.EPOCH);
    assertThat(status.map(Status::wire).optional()).contains("in_progress");
    assertThat(on.get()).isTrue();
  }

  @Test
  void no_value_can_be_had_before_the_check() {
    var title = body("{\"title\": \"a\"}").text("title", 1, 200);
    assertThatThrownBy(title::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(title::isPresent).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "1", "\"{}\"", "true"})
  void a_body_that_is_no_object_is_of_the_wrong_type(String json) {
    assertThat(errors(json, body -> body.text("title", 1, 2).required())).containsExactly(" wrong_type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[]", "{}"})
  void nothing_but_a_string_is_a_text_a_time_an_id_or_a_name(String json) {
    assertThat(
        errors("{\"a\":" + json + ",\"b\":" + json + ",\"c\":" + json + ",\"d\":" + json + "}", body -> {
          body.text("a", 0, 9);
          body.time("b");
          body.uuid("c");
          body.oneOf("d", Status.values(), Status::wire);
        })).containsExactly("/a wrong_type", "/b wrong_type", "/c wrong_type", "/d wrong_type");
  }

  @Property
  void a_text_is_measured_in_code_points_and_kept(
      @ForAll @IntRange(max = 12) int length,
      @ForAll @IntRange(max = 3) int kind) {
    var unit = List.of("a", "İ", "漢", "😀").get(kind);
    var text = unit.repeat(length);
    var json = "{\"t\":\"" + text + "\"}";
    if (length >= 3 && length <= 7) {
      assertThat(value(json, body -> body.text("t", 3, 7))).isEqualTo(text);
    } else {
      assertThat(errors(json, body -> body.text("t", 3, 7)))
          .containsExactly(length < 3 ? "/t too_short" : "/t too_long");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\u0000b", "\\ud800", "\\udc00", "\\ud800\\ud800\\udc00",
      "\\udc00\\ud800",
      "x\\ud83d"})
  void what_postgresql_or_utf_8_cannot_hold_is_refused(String text) {
    assertThat(errors("{\"t\":\"" + text + "\"}", body -> body.text("t", 0, 9)))
        .containsExactly("/t character_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d\\ude00", "\\uffff", "\\u0001", "\\u007f", "\\ufffd"})
  void all_other_characters_are_kept(String text) {
    assertThat(value("{\"t\":\"" + text + "\"}", body -> body.text("t", 0, 9))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
      "2026-01-05T12:00:00Z, 2026-01-05T12:00:00Z",
      "2026-01-05t12:00:00.123456z, 2026-01-05T12:00:00.123456Z",
      "2026-01-05T12:00:00.1+01:30, 2026-01-05T10:30:00.1Z",
      "2026-01-05T12:00:00-23:59, 2026-01-06T11:59:00Z",
      "2026-01-05T12:00:00-00:00, 2026-01-05T12:00:00Z",
      "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
      "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
      "0000-12-31T23:30:00-01:00, 0001-01-01T00:30:00Z",
      "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z"})
  void a_time_may_have_any_offset(String text, Instant instant) {
    assertThat(value("{\"t\":\"" + text + "\"}", body -> body.time("t"))).isEqualTo(instant);
  }

  @ParameterizedTest
  @CsvSource({
      "2026-01-05, malformed_time",
      "2026-01-05T12:00:00, malformed_time",
      "2026-01-05 12:00:00Z, malformed_time",
      "2026-01-05T12:00Z, malformed_time",
      "2026-01-05T24:00:00Z, malformed_time",
      "2026-06-30T23:59:60Z, malformed_time",
      "2026-02-29T00:00:00Z, malformed_time",
      "2026-13-01T00:00:00Z, malformed_time",
      "2026-01-05T12:00:00+24:00, malformed_time",
      "2026-01-05T12:00:00+01:60, malformed_time",
      "2026-01-05T12:00:00+0100, malformed_time",
      "2026-01-05T12:00:00.Z, malformed_time",
      "٢٠٢٦-01-05T12:00:00Z, malformed_time",
      "1767614400, malformed_time",
      "'', malformed_time",
      "2026-01-05T12:00:00.0000000Z, time_too_precise",
      "2026-01-05T12:00:00.123456789Z, time_too_precise",
      "0000-12-31T23:59:59Z, time_out_of_range",
      "0001-01-01T00:00:00+00:01, time_out_of_range",
      "9999-12-31T23:59:59-00:01, time_out_of_range"})
  void what_is_no_time_or_cannot_be_kept_is_refused(String text, String code) {
    assertThat(errors("{\"t\":\"" + text + "\"}", body -> body.time("t"))).containsExactly("/t " + code);
  }

  @Property
  void a_time_that_is_written_is_read_again(@ForAll Instant instant) {
    var inRange = Instant.ofEpochSecond(
        Math.floorMod(instant.getEpochSecond(), 253_402_300_800L), instant.getNano() / 1000 * 1000);
    var json = WebJson.mapper().writeValueAsString(Map.of("t", inRange));
    assertThat(value(json, body -> body.time("t"))).isEqualTo(inRange);
  }

  @Property
  void a_uuid_is_read_whatever_its_version_and_case(@ForAll long most, @ForAll long least) {
    var id = new UUID(most, least);
    assertThat(value("{\"i\":\"" + id + "\"}", body -> body.uuid("i"))).isEqualTo(id);
    var upper = id.toString().toUpperCase(Locale.ROOT);
    assertThat(value("{\"i\":\"" + upper + "\"}", body -> body.uuid("i"))).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1-1-1-1-1", " 0190a6e0-0000-7000-8000-000000000000",
      "0190a6e0000070008000000000000000", "0190a6e0-0000-7000-8000-00000000000g",
      "{0190a6e0-0000-7000-8000-000000000000}"})
  void what_java_would_take_for_a_uuid_is_not_enough(String text) {
    assertThat(errors("{\"i\":\"" + text + "\"}", body -> body.uuid("i")))
        .containsExactly("/i malformed_uuid");
  }

  @Test
  void every_bad_element_of_a_list_of_ids_is_named() {
    var id = UUID.randomUUID();
    var json = "{\"ids\":[\"" + id + "\",\"x\",7,\"" + id + "\",null]}";
    assertThat(errors(json, body -> body.uuids("ids", 1, 10))).containsExactly(
        "/ids/1 malformed_uuid", "/ids/2 wrong_type", "/ids/3 duplicate", "/ids/4 wrong_type");
  }

  @Property(tries = 50)
  void ids_keep_their_order(@ForAll @IntRange(max = 1000) int n) {
    var ids = IntStream.range(0, n).mapToObj(_ -> UUID.randomUUID()).toList();
    var json = WebJson.mapper().writeValueAsString(Map.of("ids", ids));
    assertThat(value(json, body -> body.uuids("ids", 0, 1000))).isEqualTo(ids);
  }

  @Test
  void a_list_of_ids_has_bounds() {
    assertThat(errors("{\"ids\":[]}", body -> body.uuids("ids", 1, 2))).containsExactly("/ids too_few");
    assertThat(errors("{\"ids\":[1,2,3]}", body -> body.uuids("ids", 1, 2))).containsExactly("/ids too_many");
    assertThat(errors("{\"ids\":{}}", body -> body.uuids("ids", 1, 2))).containsExactly("/ids wrong_type");
  }

  @Test
  void a_rule_of_the_callers_own_is_checked_with_the_rest() {
    assertThat(errors("{\"a\":\"x\"}",
        body -> body.text("a", 0, 9).verify(text -> text.length() > 1, ErrorCode.TOO_SHORT, "too short")
            .verify(_ -> false, ErrorCode.TOO_LONG, "not asked any more").required()))
        .containsExactly("/a too_short");
  }

  @Test
  void a_fault_found_later_can_still_name_its_place() {
    var body = body("{\"a\":\"x\"}");
    var field = body.text("a", 0, 9);
    body.check();
    assertThat(field.error(ErrorCode.UNKNOWN_VALUE, "names nothing"))
        .isEqualTo(ProblemError.pointer("/a", ErrorCode.UNKNOWN_VALUE, "names nothing"));
  }

  @Test
  void texts_are_kept_as_they_are_and_no_two_may_count_as_the_same() {
    Function<Body, Field<?>> names = body -> body.texts("names", 3, 1, 5,
        text -> text.toLowerCase(Locale.ROOT));
    Consumer<Body> declared = body -> {
      var _ = names.apply(body);
    };
    assertThat(value("{\"names\":[]}", names)).isEqualTo(List.of());
    assertThat(value("{\"names\":[\" B\",\"a\"]}", names)).isEqualTo(List.of(" B", "a"));
    assertThat(errors("{\"names\":[\"a\",\"A\",\"\"]}", declared))
        .containsExactly("/names/1 duplicate", "/names/2 too_short");
    assertThat(errors("{\"names\":[\"\\u0000\",1,null]}", declared))
        .containsExactly("/names/0 character_not_allowed", "/names/1 wrong_type", "/names/2 wrong_type");
    assertThat(errors("{\"names\":[\"a\",\"b\",\"c\",\"d\"]}", declared))
        .containsExactly("/names too_many");
    assertThat(errors("{\"names\":\"a\"}", declared)).containsExactly("/names wrong_type");
  }

  @Test
  void the_detail_lists_what_there_is() {
    var body = body("{\"s\":\"PENDING\"}");
    body.oneOf("s", Status.values(), Status::wire);
    var refused = catchThrowableOfType(ProblemException.class, body::check);
    assertThat(refused.errors().getFirst().detail())
        .isEqualTo("must be one of pending, in_progress, completed, cancelled");
    assertThat(Arrays.stream(Status.values())).hasSize(4);
  }
}
