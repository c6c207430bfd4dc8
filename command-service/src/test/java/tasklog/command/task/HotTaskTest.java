package tasklog.command.task;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.bus.Precondition.NONE;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tasklog.command.account.AccountRules;
import tasklog.command.bus.TestBuses;
import tasklog.command.bus.TestBuses.Bus;
import tasklog.command.task.Task.Existing;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskId;

/**
 * Many who change one task at once: each gets its turn before its deadline, in one process and in two.
 *
 * <p>Red when Commands takes no turns: most of them run out of time.
 */
class HotTaskTest {

  private static final int CALLERS = 64;
  private static final int CHANGES = 5;

  private static final TestBuses BUSES = new TestBuses(List.of(new TaskDecider(), AccountRules.decider()));
  private static final Bus HERE = BUSES.bus();
  private static final Bus ELSEWHERE = BUSES.bus();

  private final OwnerId owner = TestBuses.newOwner();
  private final TaskId task = new TaskId(UUID.randomUUID());

  @AfterAll
  static void close() {
    BUSES.close();
  }

  @Test
  void sixty_four_callers_of_one_process_change_one_task() throws Exception {
    change(List.of(HERE));
  }

  @Test
  void sixty_four_callers_of_two_processes_change_one_task() throws Exception {
    change(List.of(HERE, ELSEWHERE));
  }

  private void change(List<Bus> buses) throws Exception {
    HERE.send(AccountRules.register(owner));
    HERE.send(new CreateTask(owner, task, "x", "", Status.PENDING, Priority.MEDIUM, null, List.of(),
        Attributes.NONE, now()));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = IntStream.range(0, CALLERS).mapToObj(
          i -> executor.submit(() -> change(buses.get(i % buses.size()), i))).toList();
      for (var caller : callers) {
        caller.get();
      }
    }
    var events = BUSES.log().stream().filter(happened -> happened.event().owner().equals(owner)).toList();
    assertThat(events).hasSize(2 + CALLERS * CHANGES);
  }

  private void change(Bus bus, int caller) {
    for (int i = 0; i < CHANGES; i++) {
      var title = caller + " " + i;
      var changes = new Changes(title, null, null, null, null, null, null);
      var decided = bus.send(new ChangeTask(owner, task, changes, NONE, now()));
      assertThat(((Existing) decided.after().task()).content().title()).isEqualTo(title);
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
