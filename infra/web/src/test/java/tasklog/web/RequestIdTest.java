package tasklog.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "!~", "0190a6e0-0000-7000-8000-000000000000", "a\"b\\c<d>"})
  void an_id_of_visible_ascii_is_taken(String id) {
    assertThat(RequestId.takeOrMake(id)).isEqualTo(id);
    assertThat(RequestId.takeOrMake("x".repeat(128))).hasSize(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\tb", "é", "a\u007f", "a\nb"})
  void any_other_id_is_replaced(String id) {
    assertThat(UUID.fromString(RequestId.takeOrMake(id)).version()).isEqualTo(7);
  }

  @Test
  void an_id_that_is_absent_or_too_long_is_replaced() {
    assertThat(UUID.fromString(RequestId.takeOrMake(null)).version()).isEqualTo(7);
    assertThat(RequestId.takeOrMake("x".repeat(129))).hasSize(36);
  }

  @Test
  void outside_of_a_request_each_id_is_new() {
    assertThat(RequestId.current()).isNotEqualTo(RequestId.current());
    assertThat(TraceParent.current()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-comes",
      "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"})
  void a_valid_traceparent_is_passed_on(String header) {
    assertThat(TraceParent.valid(header)).isEqualTo(header);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
      "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
      "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00more"})
  void an_invalid_traceparent_is_dropped(String header) {
    assertThat(TraceParent.valid(header)).isNull();
  }
}
