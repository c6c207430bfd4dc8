package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendRequestTest {

  private final AppendRequest overdue = new AppendRequest(List.of(), List.of(), null, System.nanoTime());

  @Test
  void what_its_caller_has_given_up_is_never_taken_and_so_certainly_not_stored() {
    assertThat(overdue.await()).isInstanceOfSatisfying(Outcome.Failure.class,
        failure -> assertThat(failure.reason()).isInstanceOf(StoreUnavailableException.class));
    assertThat(overdue.take()).isFalse();
    assertThat(overdue.isWanted()).isFalse();
  }

  @Test
  void what_was_taken_may_be_stored_when_the_deadline_passes() {
    assertThat(overdue.take()).isTrue();
    assertThat(overdue.await()).isInstanceOfSatisfying(Outcome.Failure.class,
        failure -> assertThat(failure.reason()).isInstanceOf(AppendOutcomeUnknownException.class));
  }

  @Test
  void an_answer_that_is_there_counts_however_late_it_is_looked_for() {
    var appended = new Appended(1, 1, Instant.EPOCH);
    overdue.take();
    overdue.answer(appended);
    assertThat(overdue.await()).isEqualTo(appended);
  }

  @Test
  void an_interrupted_caller_leaves_and_stays_interrupted() {
    var request = new AppendRequest(List.of(), List.of(), null, System.nanoTime() + 60_000_000_000L);
    Thread.currentThread().interrupt();
    assertThat(request.await()).isInstanceOf(Outcome.Failure.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
