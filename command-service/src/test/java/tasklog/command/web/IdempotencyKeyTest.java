package tasklog.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class IdempotencyKeyTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\u0000', value = {
      "0198c0de-0000-7000-8000-000000000001 | 0198c0de-0000-7000-8000-000000000001",
      "\"0198c0de\" | 0198c0de",
      "\"with blanks, commas\" | with blanks, commas",
      "\"a \\\"quoted\\\" \\\\ word\" | a \"quoted\" \\ word",
      "base64+/== | base64+/==",
      "order:7;try=1 | order:7;try=1"})
  void a_key_is_bare_or_a_string(String header, String key) {
    assertThat(IdempotencyKey.parse(List.of(header))).contains(new IdempotencyKey(key));
  }

  @Test
  void no_header_is_no_key() {
    assertThat(IdempotencyKey.parse(List.of())).isEmpty();
  }

  @Test
  void a_key_has_at_most_255_characters_however_many_it_takes_to_quote_them() {
    assertThat(IdempotencyKey.parse(List.of("k".repeat(255))).orElseThrow().value()).hasSize(255);
    assertThat(IdempotencyKey.parse(List.of("\"" + "\\\"".repeat(255) + "\"")).orElseThrow().value())
        .hasSize(255);
    assertMalformed("k".repeat(256));
    assertMalformed("\"" + "k".repeat(256) + "\"");
    assertMalformed("\"" + "\\\"".repeat(5_000) + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\"\"", "two words", "\"open", "open\"", "\"a\"b\"", "a,b", "\"a\", \"b\"",
      "\"a\";p=1", "\"\\a\"", "\u00fc", "\"\u00fc\"", "a\u0001"})
  void all_else_is_malformed(String header) {
    assertMalformed(header);
  }

  @Test
  void two_keys_are_malformed() {
    assertThatThrownBy(() -> IdempotencyKey.parse(List.of("a", "b"))).isInstanceOf(ProblemException.class);
  }

  private static void assertMalformed(String header) {
    assertThatThrownBy(() -> IdempotencyKey.parse(List.of(header))).isInstanceOfSatisfying(
        ProblemException.class,
        problem -> assertThat(problem.code()).isEqualTo(ProblemCode.MALFORMED_IDEMPOTENCY_KEY));
  }
}
