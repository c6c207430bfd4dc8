package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tasklog.command.store.EventFinder.Found;

/** Who reads at the same time reads together, and nobody notices. */
class SharedReadsTest {

  private static final int TURNS = 2;

  /** How many questions each statement had. */
  private final ConcurrentLinkedQueue<Integer> statements = new ConcurrentLinkedQueue<>();
  private final Semaphore server = new Semaphore(0);
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final SharedReads reads = new SharedReads(this::answer);
  private volatile boolean failing;

  @AfterEach
  void end() {
    server.release(1_000);
    callers.close();
  }

  /** A question is known by how far its events are known, and answered by that as the head of the log. */
  private List<Found> answer(List<List<Condition>> questions) {
    statements.add(questions.size());
    server.acquireUninterruptibly();
    if (failing && questions.size() > 1) throw new StoreUnavailableException("together", null);
    if (questions.stream().anyMatch(question -> question.getFirst().after() == 13))
      throw new StoreUnavailableException("thirteen", null);
    return questions.stream().map(question -> new Found(question.getFirst().after(), List.of())).toList();
  }

  private Future<Found> ask(long number) {
    return callers.submit(() -> reads.find(question(number)));
  }

  private static List<Condition> question(long number) {
    return List
        .of(new Condition(new Criterion(List.of(new TagKey((short) 1, new UUID(0, 0))), Set.of()), number));
  }

  /** Those who take its turns; they are asked for what nobody else is. */
  private List<Future<Found>> occupyTheServer() {
    var first = new ArrayList<Future<Found>>();
    for (int turn = 1; turn <= TURNS; turn++) {
      first.add(ask(-turn));
      int asked = turn;
      await().until(() -> statements.size() == asked);
    }
    return first;
  }

  private List<Future<Found>> askAll(long from, long to) {
    var asked = new ArrayList<Future<Found>>();
    LongStream.rangeClosed(from, to).forEach(number -> asked.add(ask(number)));
    await().until(() -> reads.waiting() == asked.size());
    return asked;
  }

  /** Red when each asks for itself, and when answers are handed out in another order. */
  @Test
  void questions_that_wait_are_asked_together_and_each_has_its_own_answer() throws Exception {
    var first = occupyTheServer();
    var asked = askAll(1, 10);
    server.release(1);
    await().until(() -> statements.size() == TURNS + 1);
    server.release(1_000);
    for (int i = 0; i < asked.size(); i++) {
      assertThat(asked.get(i).get().head()).isEqualTo(i + 1L);
    }
    assertThat(first.get(1).get().head()).isEqualTo(-2);
    assertThat(statements).containsExactly(1, 1, 10);
  }

  /** Red when the failure of what was asked together is everybody's. */
  @Test
  void what_fails_for_one_fails_for_nobody_else() throws Exception {
    occupyTheServer();
    var asked = askAll(11, 14);
    server.release(1_000);
    for (var one : List.of(asked.get(0), asked.get(1), asked.get(3))) {
      assertThat(one.get().head()).isNotZero();
    }
    assertThatThrownBy(() -> asked.get(2).get()).hasRootCauseInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("thirteen");
  }

  @Test
  void when_nothing_can_be_asked_together_all_are_answered() throws Exception {
    failing = true;
    occupyTheServer();
    var asked = askAll(1, 5);
    server.release(1_000);
    for (var one : asked) {
      one.get();
    }
  }

  /** Red when a turn is given to those who have gone. */
  @Test
  void who_gives_up_waiting_keeps_nobody_from_being_answered() throws Exception {
    occupyTheServer();
    for (int turn = 0; turn < TURNS; turn++) {
      var hasty = callers.submit(() -> Deadline.within(Duration.ofMillis(1), () -> reads.find(question(1))));
      assertThatThrownBy(hasty::get).hasRootCauseInstanceOf(StoreUnavailableException.class);
    }
    var patient = ask(2);
    await().until(() -> reads.waiting() == TURNS + 1);
    server.release(1_000);
    assertThat(patient.get(30, TimeUnit.SECONDS).head()).isEqualTo(2);
    assertThat(ask(3).get().head()).as("the turns are free again").isEqualTo(3);
  }

  @Test
  void nobody_is_forgotten() throws Exception {
    server.release(1_000_000);
    var asked = new ArrayList<Future<Found>>();
    for (int i = 20; i < 20_000; i++) {
      asked.add(ask(i));
    }
    for (var one : asked) {
      one.get();
    }
    assertThat(statements).hasSizeLessThanOrEqualTo(asked.size());
  }
}
