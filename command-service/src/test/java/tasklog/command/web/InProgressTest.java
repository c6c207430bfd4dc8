package tasklog.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

class InProgressTest {

  private static final KeyedRequest.Id ID = new KeyedRequest.Id(new UUID(1, 1), new IdempotencyKey("a"));

  @Test
  void a_duplicate_waits_for_its_turn_and_no_longer_than_it_may() {
    var inProgress = new InProgress(Duration.ofMillis(50));
    try (var _ = inProgress.take(ID)) {
      assertThatThrownBy(() -> inProgress.take(ID)).isInstanceOfSatisfying(ProblemException.class,
          problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.IDEMPOTENCY_IN_PROGRESS);
            assertThat(problem.headers()).containsKey("Retry-After");
          });
      inProgress.take(new KeyedRequest.Id(new UUID(1, 1), new IdempotencyKey("b"))).close();
      inProgress.take(new KeyedRequest.Id(new UUID(1, 2), new IdempotencyKey("a"))).close();
    }
    inProgress.take(ID).close();
  }

  @Test
  void many_duplicates_take_their_turns_one_by_one() throws Exception {
    var inProgress = new InProgress(Duration.ofSeconds(10));
    var at = new AtomicInteger();
    var most = new AtomicInteger();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<Future<?>>();
      for (var i = 0; i < 50; i++) {
        results.add(callers.submit(() -> {
          try (var _ = inProgress.take(ID)) {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            Thread.yield();
            at.decrementAndGet();
          }
        }));
      }
      for (var result : results) {
        result.get();
      }
    }
    assertThat(most).hasValue(1);
  }
}
