package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.store.TestEvents.event;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WriterFaultTest {

  private static final Duration DEADLINE = Duration.ofMinutes(5);

  /** Red when what is not known is left for the caller to find out at the deadline. */
  @Test
  void who_shared_a_batch_with_a_fault_of_the_writer_is_told_so_and_the_writer_goes_on() throws Exception {
    try (var log = TestLog.empty();
        var writer = new GroupCommitWriter(new WriterConnection(log.direct(), DEADLINE, identity(log)),
            StoreSettings.defaults(), identity(log), new StoreMetrics(new SimpleMeterRegistry()), _ -> {},
            new RecentTags(), () -> {})) {
      writer.start();
      var fault = CompletableFuture.supplyAsync(() -> writer.append(request(log, "bad", new Faulty())));
      assertThat(fault).succeedsWithin(Duration.ofSeconds(30)).isInstanceOfSatisfying(Outcome.Failure.class,
          failure -> assertThat(failure.reason()).isInstanceOf(AppendOutcomeUnknownException.class));
      assertThat(writer.append(request(log, "good", List.of()))).isInstanceOf(Appended.class);
      assertThat(log.reader().read(0, 10)).extracting(LoggedEvent::payload).containsExactly("good");
    }
  }

  /** Cannot be written, once it has been chosen for a batch. */
  private static final class Faulty extends AbstractList<Condition> {
    private boolean chosen;

    @Override
    public Condition get(int index) {
      if (chosen) throw new IllegalStateException("fault");
      chosen = true;
      return new Condition(new Criterion(List.of(), Set.of()), Long.MAX_VALUE);
    }

    @Override
    public int size() {
      return 1;
    }
  }

  private static LogIdentity identity(TestLog log) {
    return new LogIdentity(log.reader().incarnation());
  }

  private static AppendRequest request(TestLog log, String payload, List<Condition> conditions) {
    var encoded = NewEvent.of(event(payload), new TextCodec(), NameRegistry.ofTagKinds(log.pool()),
        NameRegistry.ofEventTypes(log.pool()));
    return new AppendRequest(List.of(encoded), conditions, null, Deadline.in(DEADLINE));
  }
}
