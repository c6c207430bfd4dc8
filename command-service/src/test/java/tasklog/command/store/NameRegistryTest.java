package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class NameRegistryTest {

  /** Red without {@code ON CONFLICT}, or without looking again after it. */
  @Test
  void processes_that_meet_the_same_new_names_at_once_number_them_alike() throws Exception {
    try (var log = TestLog.empty(); var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = new CyclicBarrier(6);
      var results = new ArrayList<Future<List<Short>>>();
      for (int i = 0; i < 6; i++) {
        var registry = NameRegistry.ofTagKinds(log.pool());
        results.add(executor.submit(() -> {
          start.await();
          return List.of(registry.number("task"), registry.number("tag"), registry.number("account"));
        }));
      }
      var numbers = results.getFirst().get();
      assertThat(numbers).doesNotHaveDuplicates();
      for (var result : results) {
        assertThat(result.get()).isEqualTo(numbers);
      }
      assertThat(log.number("SELECT count(*) FROM tag_kind")).isEqualTo(3);
    }
  }
}
