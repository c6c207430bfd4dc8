package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;

/** What is parked, and what is tried again. Red when class 23 changes sides, and when any SQLSTATE counts. */
class FaultsTest {

  /** Values out of range, not as JSON has them, twice, against a CHECK; a row that is too long. */
  @ParameterizedTest
  @ValueSource(strings = {"22001", "22003", "22P02", "22P05", "23502", "23505", "23514", "54000"})
  void what_lies_in_the_data_would_fail_again(String state) {
    assertThat(Faults.areOfTheEvents(refused(state))).isTrue();
  }

  /**
   * Connection lost, standstill in a transaction, read-only server, serialisation, deadlock, rights, disk full, memory,
   * connections, lock time-out, cancelled, shut down, start-up, input and output, a bug of the server.
   */
  @ParameterizedTest
  @ValueSource(strings = {"08006", "25P03", "25006", "40001", "40P01", "42501", "53100", "53200", "53300",
      "55P03", "57014", "57P01", "57P03", "58030", "XX000"})
  void what_lies_in_the_database_may_heal(String state) {
    assertThat(Faults.areOfTheEvents(refused(state))).isFalse();
  }

  @Test
  void a_database_that_says_nothing_may_heal() {
    assertThat(Faults.areOfTheEvents(refused(null))).isFalse();
    assertThat(Faults.areOfTheEvents(new DataAccessResourceFailureException("away"))).isFalse();
    assertThat(Faults.areOfTheEvents(new CannotCreateTransactionException("away", new IOException())))
        .isFalse();
  }

  @Test
  void what_a_view_itself_refuses_would_fail_again() {
    assertThat(Faults.areOfTheEvents(new IllegalStateException("never"))).isTrue();
  }

  private static RuntimeException refused(@Nullable String state) {
    return new DataIntegrityViolationException("insert", new SQLException("refused", state));
  }
}
