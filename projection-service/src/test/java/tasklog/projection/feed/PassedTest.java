package tasklog.projection.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tasklog.projection.History;

class PassedTest {

  private static final long PATIENCE = Passed.PATIENCE.toNanos();

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - PATIENCE / 2);
  private final Passed passed = new Passed(now::get);

  @Test
  void what_is_not_wanted_waits_until_it_has_waited_long_enough() {
    assertThat(passed.then(List.of(unwanted(0, 0, 3)))).isEmpty();
    now.addAndGet(PATIENCE);
    assertThat(passed.then(List.of(unwanted(0, 3, 4)))).isEmpty();
    now.addAndGet(1);
    assertThat(passed.then(List.of(unwanted(0, 4, 5)))).containsExactly(unwanted(0, 0, 5));
  }

  @Test
  void what_was_passed_over_moves_with_the_next_rows_as_one_step_of_each_partition() {
    passed.then(List.of(unwanted(0, 0, 3), unwanted(1, 0, 1)));
    passed.then(List.of(unwanted(0, 3, 4)));
    var wanted = wanted(2);
    assertThat(passed.then(List.of(unwanted(0, 4, 6), wanted)))
        .containsExactly(unwanted(0, 0, 4), unwanted(1, 0, 1), unwanted(0, 4, 6), wanted);
  }

  @Test
  void time_begins_with_what_is_passed_over_next() {
    passed.then(List.of(unwanted(0, 0, 3)));
    passed.clear();
    now.addAndGet(10 * PATIENCE);
    assertThat(passed.then(List.of(unwanted(0, 3, 4)))).isEmpty();
  }

  @Test
  void what_will_be_read_again_is_forgotten() {
    passed.then(List.of(unwanted(0, 0, 3), unwanted(1, 0, 1)));
    passed.forget(0);
    assertThat(passed.with(List.of())).containsExactly(unwanted(1, 0, 1));
  }

  private static Append unwanted(int partition, long from, long next) {
    return new Append(partition, from, next, next, History.LOG, List.of());
  }

  private static Append wanted(int partition) {
    var event = new History().feed(History.created(History.owner(), History.task())).getFirst();
    return new Append(partition, 0, 1, event.position(), History.LOG,
        List.of(Records.received(partition, 0, event)));
  }
}
