package tasklog.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class PreconditionTest {

  @Property
  void the_tag_of_a_version_matches_that_version_only(@ForAll @LongRange(min = 1) long version) {
    var match = IfMatch.parse(List.of(ETags.of(version)));
    assertThat(match.isPresent()).isTrue();
    assertThat(match.allows(version)).isTrue();
    assertThat(match.allows(version - 1)).isFalse();
    assertThat(IfNoneMatch.parse(List.of(ETags.of(version))).has(version)).isTrue();
    assertThat(IfNoneMatch.parse(List.of(ETags.of(version))).has(version - 1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"7\"", "W/\"7\"", "*", " * ", "\"6\", \"7\"", "\"6\" ,\t W/\"7\"", ", ,\"7\",",
      "\"a,b\",\"7\"", "\"é\",\"7\""})
  void strong_and_weak_tags_lists_and_the_star_are_read(String header) {
    assertThat(IfMatch.parse(List.of(header)).allows(7)).isTrue();
    assertThat(IfNoneMatch.parse(List.of(header)).has(7)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"07\"", "\"8\"", "\"\"", "\"7 \"", "\"a\"", "\"+7\""})
  void a_tag_that_is_not_the_version_is_well_formed_and_does_not_match(String header) {
    if (header.contains(" ")) {
      assertMalformed(header); // a blank is no character of an entity tag
    } else {
      assertThat(IfMatch.parse(List.of(header)).allows(7)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "7", "\"7", "7\"", "w/\"7\"", "W/7", "W/*", "*, \"7\"", "\"7\" \"8\"",
      "\"7\"x", "\"6\", 7"})
  void everything_else_is_malformed(String header) {
    assertMalformed(header);
  }

  private static void assertMalformed(String header) {
    var refused = catchThrowableOfType(ProblemException.class, () -> IfMatch.parse(List.of(header)));
    assertThat(refused.code()).isEqualTo(ProblemCode.MALFORMED_PRECONDITION);
    assertThat(refused.errors().getFirst().header()).isEqualTo("If-Match");
  }

  @Test
  void several_lines_are_one_list() {
    var match = IfMatch.parse(List.of("\"1\"", "\"2\""));
    assertThat(match.allows(1)).isTrue();
    assertThat(match.allows(2)).isTrue();
    assertThat(match.allows(12)).isFalse();
  }

  @Test
  void no_header_allows_everything_and_has_nothing() {
    assertThat(IfMatch.parse(List.of()).isPresent()).isFalse();
    assertThat(IfMatch.ABSENT.allows(7)).isTrue();
    assertThat(IfNoneMatch.parse(List.of()).has(7)).isFalse();
  }

  @Test
  void a_version_that_is_not_allowed_fails_the_precondition() {
    var match = IfMatch.parse(List.of("\"6\""));
    match.check(6);
    assertThatThrownBy(() -> match.check(7)).isInstanceOfSatisfying(ProblemException.class,
        refused -> assertThat(refused.code()).isEqualTo(ProblemCode.PRECONDITION_FAILED));
  }

  @Test
  void a_header_of_the_longest_length_is_read() {
    var tags = "\"1\",".repeat(4000) + "\"7\"";
    assertThat(IfMatch.parse(List.of(tags)).allows(7)).isTrue();
    assertMalformed("\"1\",".repeat(4000) + "7");
  }
}
