package tasklog.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Status;
import tasklog.web.Characters;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class QueryParametersTest {

  private static @Nullable Object value(@Nullable String query, Function<QueryParameters, Field<?>> declare) {
    var parameters = QueryParameters.of(query);
    var field = declare.apply(parameters);
    parameters.check();
    return field.orNull();
  }

  private static List<String> errors(String query, Consumer<QueryParameters> declare) {
    var parameters = QueryParameters.of(query);
    declare.accept(parameters);
    var refused = catchThrowableOfType(ProblemException.class, parameters::check);
    assertThat(refused.code()).isEqualTo(ProblemCode.MALFORMED_QUERY);
    return refused.errors().stream().map(error -> error.parameter() + " " + error.code()).toList();
  }

  @Test
  void every_fault_is_named_at_once() {
    assertThat(errors("limit=0&status=done&x=1&q=a&q=b&due_from=now", query -> {
      query.number("limit", 1, 200);
      query.someOf("status", Status.values(), Status::wire);
      query.text("q");
      query.time("due_from");
    })).containsExactlyInAnyOrder("q repeated_parameter", "limit malformed_value", "status unknown_value",
        "due_from malformed_time", "x unknown_parameter");
  }

  @Property
  void what_is_encoded_is_read_again(@ForAll @StringLength(max = 30) String text) {
    if (Characters.allowed(text)) {
      var encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
      assertThat(value("q=" + encoded, query -> query.text("q"))).isEqualTo(text);
      assertThat(errors(encoded + "=1", query -> query.text("q not there"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%1", "%zz", "%+1", "%c3", "%c3%28", "%ed%a0%80", "%f8%88%80%80%80", "%c0%80",
      "é"})
  void what_is_not_percent_encoded_utf_8_is_refused(String text) {
    assertThat(errors("q=" + text, query -> query.text("q"))).containsExactly("q malformed_value");
    assertThat(errors(text + "=1", query -> query.text("q"))).hasSize(1);
  }

  @Test
  void no_query_is_no_parameter() {
    assertThat(value(null, query -> query.text("q"))).isNull();
    assertThat(value("", query -> query.text("q"))).isNull();
  }

  @Test
  void an_empty_pair_is_a_parameter_without_a_name() {
    assertThat(errors("q=1&", query -> query.text("q"))).containsExactly(" unknown_parameter");
    assertThat(value("q", query -> query.text("q"))).isEqualTo("");
    assertThat(value("q=a=b", query -> query.text("q"))).isEqualTo("a=b");
  }

  @Test
  void u_0000_is_refused() {
    assertThat(errors("q=%00", query -> query.text("q"))).containsExactly("q character_not_allowed");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "200, 200", "201, 200", "99999999999999999999999, 200", "007, 7"})
  void a_number_beyond_the_largest_counts_as_the_largest(String text, long number) {
    assertThat(value("limit=" + text, query -> query.number("limit", 1, 200))).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.0", "1e2", "", "a", "%2B1", "٣", "-99999999999999999999999"})
  void a_number_below_the_least_or_none_at_all_is_refused(String text) {
    assertThat(errors("limit=" + text, query -> query.number("limit", 1, 200))).hasSize(1);
  }

  @Test
  void several_values_have_commas_between_and_count_once() {
    assertThat(value("status=pending,in_progress,pending",
        query -> query.someOf("status", Status.values(), Status::wire)))
        .isEqualTo(List.of(Status.PENDING, Status.IN_PROGRESS));
    assertThat(errors("status=pending,", query -> query.someOf("status", Status.values(), Status::wire)))
        .containsExactly("status unknown_value");
    assertThat(errors("status=pending,,done", query -> query.someOf("status", Status.values(), Status::wire)))
        .containsExactly("status unknown_value");
  }

  @Test
  void ids_have_commas_between() {
    var a = UUID.randomUUID();
    var b = UUID.randomUUID();
    assertThat(value("tag_any=" + a + "," + b, query -> query.uuids("tag_any", 2))).isEqualTo(List.of(a, b));
    assertThat(errors("tag_any=" + a + "," + b, query -> query.uuids("tag_any", 1)))
        .containsExactly("tag_any too_many");
    assertThat(errors("tag_any=x", query -> query.uuids("tag_any", 1)))
        .containsExactly("tag_any malformed_uuid");
  }

  @Test
  void a_flag_is_true_or_false() {
    assertThat(value("overdue=true", query -> query.flag("overdue"))).isEqualTo(true);
    assertThat(value("overdue=false", query -> query.flag("overdue"))).isEqualTo(false);
    assertThat(errors("overdue=1", query -> query.flag("overdue")))
        .containsExactly("overdue malformed_value");
    assertThat(errors("overdue", query -> query.flag("overdue"))).containsExactly("overdue malformed_value");
  }

  @Test
  void a_time_may_have_an_encoded_offset() {
    assertThat(value("due_from=2026-01-05T12:00:00%2B01:00", query -> query.time("due_from")))
        .isEqualTo(Instant.parse("2026-01-05T11:00:00Z"));
    assertThat(errors("due_from=2026-01-05T12:00:00+01:00", query -> query.time("due_from")))
        .containsExactly("due_from malformed_time");
  }
}
