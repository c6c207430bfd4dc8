package tasklog.command.task;

import static org.springframework.http.HttpStatus.MULTI_STATUS;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.bus.Decided;
import tasklog.command.task.BulkCommand.ChangeStatuses;
import tasklog.command.task.BulkCommand.DeleteTasks;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.BulkCommand.RestoreTasks;
import tasklog.command.task.BulkDecider.Outcome;
import tasklog.command.web.Answers;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.web.input.Body;
import tasklog.web.input.Field;
import tasklog.web.input.Prefer;

/** Writes on many tasks at once. */
@RestController
@RequestMapping(path = "/v1/tasks/bulk", consumes = "application/json")
class BulkController {

  private static final int MAX_IDS = 10_000;

  /** @param results in the order of the request */
  record BulkResult(String mode, int applied, int failed, List<Item> results) {}

  /**
   * What became of one task.
   *
   * @param version of the task after it; null when it failed
   * @param problem the code of what stands in the way; null when it was applied
   */
  record Item(TaskId id, String outcome, @Nullable String version, @Nullable String problem) {

    static Item applied(TaskId id, long version) {
      return new Item(id, "applied", Long.toString(version), null);
    }

    static Item failed(TaskId id, String problem) {
      return new Item(id, "failed", null, problem);
    }
  }

  private final RequestCommands commands;
  private final Answers answers;
  private final TaskVersions versions;

  BulkController(RequestCommands commands, Answers answers, TaskVersions versions) {
    this.commands = commands;
    this.answers = answers;
    this.versions = versions;
  }

  @PostMapping("/status")
  ResponseEntity<BulkResult> changeStatus(@RequestBody Body body, OwnerId owner, Prefer prefer) {
    var ids = ids(body);
    var status = TaskBodies.status(body).required();
    var mode = mode(body);
    body.check();
    return send(new ChangeStatuses(owner, ids.get(), status.get(), mode.orElse(Mode.ATOMIC), commands.now()),
        prefer);
  }

  @PostMapping("/delete")
  ResponseEntity<BulkResult> delete(@RequestBody Body body, OwnerId owner, Prefer prefer) {
    var ids = ids(body);
    var mode = mode(body);
    body.check();
    return send(new DeleteTasks(owner, ids.get(), mode.orElse(Mode.ATOMIC), commands.now()), prefer);
  }

  @PostMapping("/restore")
  ResponseEntity<BulkResult> restore(@RequestBody Body body, OwnerId owner, Prefer prefer) {
    var ids = ids(body);
    var mode = mode(body);
    body.check();
    return send(new RestoreTasks(owner, ids.get(), mode.orElse(Mode.ATOMIC), commands.now()), prefer);
  }

  private ResponseEntity<BulkResult> send(BulkCommand command, Prefer prefer) {
    var versions = new HashMap<BulkScope, Map<TaskId, Long>>(); // asked for once, however often an answer is made
    return commands.answer(command, decided -> answer(command, prefer, items(command, decided,
        unchanged -> versions.computeIfAbsent(decided.before(), _ -> this.versions.of(unchanged)))));
  }

  private ResponseEntity<BulkResult> answer(BulkCommand command, Prefer prefer, List<Item> items) {
    var applied = (int) items.stream().filter(item -> item.problem() == null).count();
    var result = new BulkResult(command.mode().wire(), applied, items.size() - applied, items);
    var highest = items.stream().filter(item -> item.version() != null)
        .mapToLong(item -> Long.parseLong(item.version())).max().orElse(0);
    return answers.answer(result, highest, prefer,
        command.mode() == Mode.PARTIAL ? ResponseEntity.status(MULTI_STATUS) : Answers.ok(prefer));
  }

  private static List<Item> items(BulkCommand command, Decided<BulkScope> decided,
      Function<List<TaskId>, Map<TaskId, Long>> versions) {
    var outcomes = BulkDecider.outcomes(decided.before(), command);
    var unchanged = new ArrayList<TaskId>();
    for (int i = 0; i < outcomes.size(); i++) {
      if (outcomes.get(i) instanceof Outcome.Unchanged) {
        unchanged.add(command.tasks().get(i));
      }
    }
    var known = versions.apply(unchanged);
    var items = new ArrayList<Item>(outcomes.size());
    for (int i = 0; i < outcomes.size(); i++) {
      var task = command.tasks().get(i);
      items.add(switch (outcomes.get(i)) {
        case Outcome.Applied(var event) -> Item.applied(task, decided.positionOf(event));
        case Outcome.Unchanged() -> Item.applied(task, known.getOrDefault(task, 0L));
        case Outcome.Failed(var reason) -> Item.failed(task, RequestCommands.code(reason).code());
      });
    }
    return items;
  }

  private static Field<List<TaskId>> ids(Body body) {
    return body.uuids("ids", 1, MAX_IDS).required().map(ids -> ids.stream().map(TaskId::new).toList());
  }

  private static Field<Mode> mode(Body body) {
    return body.oneOf("mode", Mode.values(), Mode::wire).notNull();
  }
}
