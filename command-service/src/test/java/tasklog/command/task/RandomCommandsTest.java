package tasklog.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tasklog.command.account.AccountRules;
import tasklog.command.bus.Command;
import tasklog.command.bus.Decided;
import tasklog.command.bus.Decider;
import tasklog.command.bus.DecisionSettings;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Past;
import tasklog.command.bus.Precondition;
import tasklog.command.bus.Refused;
import tasklog.command.bus.TestBuses;
import tasklog.command.bus.TestBuses.Bus;
import tasklog.command.tag.TagRules;
import tasklog.command.task.BulkCommand.ChangeStatuses;
import tasklog.command.task.BulkCommand.DeleteTasks;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.BulkCommand.RestoreTasks;
import tasklog.command.task.TaskCommand.AttributesPatch;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.Changes;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.command.task.TaskCommand.DeleteTask;
import tasklog.command.task.TaskCommand.DueAt;
import tasklog.command.task.TaskCommand.RestoreTask;
import tasklog.command.task.TaskCommand.TagTask;
import tasklog.command.task.TaskCommand.UntagTask;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tools.jackson.databind.node.ObjectNode;

/**
 * Guarantee 7 for commands of any kind: whatever several processes remember, each command comes to what its rule makes of
 * the whole log. One of them remembers hardly anything.
 *
 * <p>Red when a conflict is decided on what was known before, without the condition of the append, when all parts of a
 * decision are taken to be known as far as the newest, and when an event of another process is added to what lacks the one
 * before.
 */
class RandomCommandsTest {

  private static final Instant START = Instant.parse("2026-01-05T12:00:00.123456Z");
  private static final int COMMANDS = 600;

  private final Random random = new Random(7);
  private final List<Decider<?, ?>> deciders = List.of(new TaskDecider(), new BulkDecider(),
      AccountRules.decider(),
      TagRules.decider());
  private final List<OwnerId> owners = ids(2).map(OwnerId::new).toList();
  private final List<TaskId> tasks = ids(4).map(TaskId::new).toList();
  private final List<TagId> tags = ids(3).map(TagId::new).toList();
  private final List<Happened> log = new ArrayList<>();
  private Instant now = START;

  @Test
  void every_command_comes_to_what_the_whole_log_makes_of_it() {
    try (var processes = new TestBuses(deciders)) {
      var buses = List.of(processes.bus(), processes.bus(),
          processes.bus(new DecisionSettings(DataSize.ofBytes(2_000))));
      owners.forEach(owner -> send(buses.getFirst(), AccountRules.register(owner)));
      for (int i = 0; i < COMMANDS; i++) {
        now = now.plusMillis(1);
        send(one(buses), command());
      }
      assertThat(processes.log()).isEqualTo(log);
      assertThat(buses).allSatisfy(bus -> assertThat(bus.count("hits")).isPositive());
      assertThat(buses).allSatisfy(bus -> assertThat(bus.followed()).isPositive());
      assertThat(log.size()).isGreaterThan(COMMANDS / 6);
    }
  }

  private void send(Bus bus, Command<?> command) {
    var expected = Past.outcome(deciders, command, log);
    assertThat(outcome(bus, command)).as("%s", command).isEqualTo(expected);
  }

  private Object outcome(Bus bus, Command<?> command) {
    try {
      return remember(bus.send(command), command);
    } catch (Refused refused) {
      return refused.reason();
    }
  }

  /** The answer is made of the state afterwards: what the next reader makes of the log. */
  private Object remember(Decided<?> decided, Command<?> command) {
    for (int i = 0; i < decided.events().size(); i++) {
      log.add(new Happened(decided.events().get(i), decided.positionOf(i), command.at()));
    }
    if (command instanceof TaskCommand of && decided.after() instanceof TaskScope after) {
      assertThat(after).isEqualTo(Past.scope(new TaskDecider(), of, log));
    }
    return decided.events();
  }

  private Command<?> command() {
    var owner = random.nextInt(10) == 0 ? owners.get(1) : owners.getFirst();
    var task = one(tasks);
    var tag = one(tags);
    return switch (random.nextInt(20)) {
      case 0, 1, 2 -> new CreateTask(owner, task, "created", "", one(Status.values()), Priority.MEDIUM, null,
          random.nextBoolean() ? List.of() : List.of(tag), Attributes.NONE, now);
      case 3, 4, 5, 6, 7 -> new ChangeTask(owner, task, changes(), expected(), now);
      case 8 -> new DeleteTask(owner, task, expected(), now);
      case 9, 10 -> new RestoreTask(owner, task, expected(), now);
      case 11 -> new TagTask(owner, task, tag, expected(), now);
      case 12 -> new UntagTask(owner, task, tag, expected(), now);
      case 13 -> new ChangeStatuses(owner, some(tasks), one(Status.values()), one(Mode.values()), now);
      case 14 -> new DeleteTasks(owner, some(tasks), one(Mode.values()), now);
      case 15 -> new RestoreTasks(owner, some(tasks), one(Mode.values()), now);
      case 16 -> TagRules.create(owner, tag, one("Bug", "bug", "docs"));
      case 17 -> TagRules.rename(owner, tag, one("Bug", "bug", "docs"));
      case 18 -> random.nextInt(4) == 0 ? TagRules.delete(owner, tag) : TagRules.create(owner, tag, "Bug");
      default -> random.nextInt(4) == 0
          ? AccountRules.deactivate(owner)
          : AccountRules.reactivate(owner, owners.get(owners.indexOf(owner) ^ 1));
    };
  }

  private Changes changes() {
    return switch (random.nextInt(6)) {
      case 0 -> new Changes(one("one", "two"), null, null, null, null, null, null);
      case 1 -> new Changes(null, null, one(Status.values()), null, null, null, null);
      case 2 -> new Changes(null, "described", null, one(Priority.values()), null, null, null);
      case 3 -> new Changes(null, null, null, null, new DueAt(random.nextBoolean() ? START : null), null,
          null);
      case 4 -> new Changes(null, null, null, null, null, new AttributesPatch(attributes()), null);
      default -> new Changes(null, null, null, null, null, null, some(tags));
    };
  }

  private ObjectNode attributes() {
    return Attributes.parse(one("{\"b\":1.50,\"a\":[1e2,null]}", "{\"a\":\"\\u00e9\"}")).toTree();
  }

  /** Of a few positions around the last ones. */
  private Precondition expected() {
    var last = log.size() - random.nextInt(5);
    return random.nextInt(4) == 0 ? version -> version >= last : Precondition.NONE;
  }

  private static Stream<UUID> ids(int count) {
    return Stream.generate(UUID::randomUUID).limit(count);
  }

  private <T> List<T> some(List<T> all) {
    var some = all.stream().filter(_ -> random.nextBoolean()).toList();
    return some.isEmpty() ? all : some;
  }

  @SafeVarargs
  private <T> T one(T... all) {
    return one(List.of(all));
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
