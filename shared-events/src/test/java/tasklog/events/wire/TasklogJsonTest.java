package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class TasklogJsonTest {

  private record TaskIdAndItsInstant(Instant itsInstant) {}

  @Provide
  static Arbitrary<Instant> times() {
    return Generated.times();
  }

  @Test
  void these_tests_run_where_a_forgotten_locale_or_zone_shows() {
    assertThat(Locale.getDefault().getLanguage()).isEqualTo("tr");
    assertThat(TimeZone.getDefault().getID()).isEqualTo("Pacific/Chatham");
  }

  @ParameterizedTest
  @CsvSource({
      "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z",
      "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
      "2026-01-05T12:00:00.123456999Z, 2026-01-05T12:00:00.123456Z",
      "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z"})
  void a_time_is_utc_with_six_digits(Instant time, String text) {
    assertThat(TasklogJson.TIME.format(time)).isEqualTo(text);
    assertThat(TasklogJson.text(time)).isEqualTo(text);
  }

  @Test
  void a_time_that_four_digits_cannot_hold_is_not_written() {
    for (var time : List.of("+10000-01-01T00:00:00Z", "-0001-12-31T23:59:59Z")) {
      assertThatThrownBy(() -> TasklogJson.TIME.format(Instant.parse(time)))
          .isInstanceOf(DateTimeException.class);
      assertThatThrownBy(() -> TasklogJson.text(Instant.parse(time))).isInstanceOf(DateTimeException.class);
    }
  }

  @Property(tries = 500)
  void a_time_is_read_as_it_was_written(@ForAll("times") Instant time) {
    var json = TasklogJson.mapper().writeValueAsString(new TaskIdAndItsInstant(time));
    assertThat(json).contains(TasklogJson.TIME.format(time));
    assertThat(json).matches("\\{\"its_instant\":\"[0-9-]{10}T[0-9:]{8}\\.[0-9]{6}Z\"}");
    assertThat(TasklogJson.mapper().readValue(json, TaskIdAndItsInstant.class).itsInstant()).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-05T12:00:00Z", "2026-01-05T12:00:00.123Z", "2026-01-05T12:00:00.123456",
      "2026-01-05T12:00:00.123456+00:00", "2026-02-30T12:00:00.123456Z", "2026-01-05T24:00:00.000000Z",
      "2026-01-05t12:00:00.123456z", "+12026-01-05T12:00:00.123456Z", "٢٠٢٦-01-05T12:00:00.123456Z", ""})
  void a_time_in_any_other_form_is_refused(String text) {
    assertThatThrownBy(() -> TasklogJson.mapper().readValue("\"" + text + "\"", Instant.class))
        .isInstanceOf(JacksonException.class);
  }
}
