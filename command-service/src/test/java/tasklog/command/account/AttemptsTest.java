package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.command.account.Attempts.Limit;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class AttemptsTest {

  private static final class SettableClock extends Clock {

    private Instant now = Instant.now();

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private final SettableClock clock = new SettableClock();
  private final Attempts attempts = new Attempts(new Limit(3, Duration.ofSeconds(30)), clock);

  private void refused(String key, String retryAfter) {
    assertThatThrownBy(() -> attempts.take(key)).isInstanceOfSatisfying(ProblemException.class, problem -> {
      assertThat(problem.code()).isEqualTo(ProblemCode.TOO_MANY_REQUESTS);
      assertThat(problem.headers()).containsEntry("Retry-After", retryAfter);
    });
  }

  @Test
  void attempts_come_back_one_by_one() {
    attempts.take("a");
    attempts.take("a");
    attempts.take("a");
    refused("a", "10");
    clock.now = clock.now.plusSeconds(9);
    refused("a", "1");
    clock.now = clock.now.plusSeconds(1);
    attempts.take("a");
    refused("a", "10");
    clock.now = clock.now.plusSeconds(3600);
    attempts.take("a");
    attempts.take("a");
    attempts.take("a");
    refused("a", "10");
  }

  @Test
  void each_key_has_its_own() {
    attempts.take("a");
    attempts.take("a");
    attempts.take("a");
    attempts.take("b");
    refused("a", "10");
  }

  @Test
  void what_is_given_back_can_be_taken_again_but_no_more_than_that() {
    attempts.take("a");
    attempts.giveBack("a");
    attempts.giveBack("a");
    attempts.giveBack("unknown");
    attempts.take("a");
    attempts.take("a");
    attempts.take("a");
    refused("a", "10");
  }

  @ParameterizedTest
  @CsvSource({
      "192.0.2.1, 192.0.2.1",
      "2001:db8:1:2:3:4:5:6, 20010db800010002",
      "2001:db8:1:2::1, 20010db800010002",
      "0:0:0:0:0:0:0:1, 0000000000000000",
      "::ffff:192.0.2.1, ::ffff:192.0.2.1",
      "unknown, unknown"})
  void a_network_of_ipv6_counts_as_one_address(String address, String key) {
    assertThat(AttemptLimits.network(address)).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({"A@B.example, a@b.example", "STRASSE@x, straße@x", "cafe\u0301@x, CAFÉ@x", "İ@x, i\u0307@x"})
  void spellings_of_one_address_share_a_limit(String one, String other) {
    assertThat(AttemptLimits.folded(one)).isEqualTo(AttemptLimits.folded(other));
  }
}
