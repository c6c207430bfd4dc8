package tasklog.web.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferTest {

  private static final Prefer NONE = new Prefer(OptionalInt.empty(), false, false);

  @Test
  void several_preferences_are_read_from_any_number_of_lines() {
    assertThat(Prefer.parse(List.of("wait=5, return=minimal", "count=exact")))
        .isEqualTo(new Prefer(OptionalInt.of(5), true, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"WAIT=5", "wait = 5", "wait=\"5\"", "wait=5; foo=\"a,b\"",
      "foo=\"x, wait=9\", wait=5",
      "wait=5, wait=6", " ,wait=5,", "respond-async, wait=5", "wait=\"\\5\"", "wait=5;;x"})
  void the_grammar_of_rfc_7240_is_read(String header) {
    assertThat(Prefer.parse(List.of(header)).waitSeconds()).hasValue(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=a", "wait=99999999999",
      "return=full",
      "return=representation, return=minimal", "count=EXACT", "=5", "wait=5 6", "wait\"=5", "\"wait=5\"",
      "\"",
      "x=\"wait=5", "foo=bar"})
  void what_is_unknown_or_malformed_is_passed_over(String header) {
    assertThat(Prefer.parse(List.of(header))).isEqualTo(NONE);
  }

  @Test
  void no_header_is_no_preference() {
    assertThat(Prefer.parse(List.of())).isEqualTo(NONE);
  }

  @Test
  void a_header_of_the_longest_length_is_read() {
    assertThat(Prefer.parse(List.of("a=\"" + "\\x".repeat(7000) + "\",wait=3")).waitSeconds()).hasValue(3);
    assertThat(Prefer.parse(List.of("a,".repeat(7000) + "wait=3")).waitSeconds()).hasValue(3);
    assertThat(Prefer.parse(List.of("\"a\"".repeat(5000) + ",wait=3")).waitSeconds()).hasValue(3);
  }
}
