package tasklog.web.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class ConsistencyTokenTest {

  @Property
  void what_is_printed_is_read_again(@ForAll long most, @ForAll long least,
      @ForAll @LongRange(min = 0) long position) {
    var log = new UUID(most, least);
    var token = ConsistencyToken.parse(ConsistencyToken.of(log, position).toString());
    assertThat(token.position()).isEqualTo(position);
    assertThat(token.isOf(log)).isTrue();
  }

  @Test
  void a_token_tells_its_log_from_another_made_at_the_same_time() {
    var a = UUID.fromString("0190a6e0-0000-7000-8000-000000000001");
    var b = UUID.fromString("0190a6e0-0000-7000-8000-000000000002");
    assertThat(ConsistencyToken.of(a, 1).isOf(b)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "-1", "00000000-", "00000000--1", "00000000-01", "0000000-1", "0000000G-1",
      "ABCDEF00-1", "00000000-9999999999999999999", "00000000-99999999999999999999", "00000000-1 ",
      "00000000-1,00000000-1", "00000000-٣"})
  void everything_else_is_malformed(String text) {
    var refused = catchThrowableOfType(ProblemException.class, () -> ConsistencyToken.parse(text));
    assertThat(refused.code()).isEqualTo(ProblemCode.MALFORMED_CONSISTENCY_TOKEN);
    assertThat(refused.errors().getFirst().header()).isEqualTo("Consistency-Token");
  }

  @Test
  void a_position_is_not_negative() {
    assertThatThrownBy(() -> new ConsistencyToken(1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}
