package tasklog.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;

class JsonTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      1.50                     | 1.5
      1e2                      | 100
      -0.0                     | 0
      12345678901234567890.000 | 12345678901234567890
      {"b":1,"a":[1.0]}        | { "a": [1], "b": 1 }
      "\\u00df"                | "ß"
      """)
  void numbers_are_compared_by_value_and_members_in_any_order(String one, String other) {
    assertThat(Json.parse(one).hasValueOf(Json.parse(other))).isTrue();
    assertThat(Json.parse(one).byValue()).isEqualTo(Json.parse(other).byValue());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      12345678901234567890 | 12345678901234567891
      0.1                  | 0.10000000000000001
      1                    | "1"
      [1,2]                | [2,1]
      {}                   | {"a":null}
      "é"                  | "e\\u0301"
      """)
  void what_differs_is_not_the_same(String one, String other) {
    assertThat(Json.parse(one).hasValueOf(Json.parse(other))).isFalse();
  }

  @Test
  void a_number_with_as_many_places_as_postgresql_holds_is_read() {
    var zeros = "0".repeat(131_071);
    assertThat(Json.parse("[1e131071]").hasValueOf(Json.parse("[1" + zeros + "]"))).isTrue();
  }

  @Test
  void another_number_of_places_is_another_text_as_a_write_sees_it() {
    assertThat(Json.parse("1.50")).isNotEqualTo(Json.parse("1.5"));
    assertThat(Json.parse("1e2")).isEqualTo(Json.parse("100"));
  }

  @Test
  void a_member_that_is_there_twice_and_more_than_one_value_are_no_json() {
    assertThatThrownBy(() -> Json.parse("{\"a\":1,\"a\":1}")).isInstanceOf(JacksonException.class);
    assertThatThrownBy(() -> Json.parse("1 2")).isInstanceOf(JacksonException.class);
  }
}
