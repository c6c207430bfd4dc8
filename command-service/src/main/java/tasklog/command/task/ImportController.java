package tasklog.command.task;

import static java.util.stream.Collectors.toMap;
import static org.springframework.http.HttpStatus.MULTI_STATUS;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.bus.Decided;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.web.Answers;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.web.input.JsonLines;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;

/** Takes files of tasks. */
@RestController
class ImportController {

  static final String PATH = "/v1/tasks/import";

  /** @param results in the order of the file */
  record ImportResult(String mode, int applied, int failed, List<Item> results) {}

  /**
   * What became of one line.
   *
   * @param line    from 1; blank lines count, and have no result
   * @param id      of the task; null when there is none and the line chose none that could be read
   * @param version of the task; null when the line failed
   * @param problem the code of what is wrong; null when it was applied
   */
  record Item(int line, @Nullable TaskId id, String outcome, @Nullable String version,
      @Nullable String problem) {

    static Item applied(int line, TaskId id, long version) {
      return new Item(line, id, "applied", Long.toString(version), null);
    }

    static Item failed(int line, @Nullable TaskId id, String problem) {
      return new Item(line, id, "failed", null, problem);
    }
  }

  private final RequestCommands commands;
  private final Answers answers;

  ImportController(RequestCommands commands, Answers answers) {
    this.commands = commands;
    this.answers = answers;
  }

  @PostMapping(path = PATH, consumes = JsonLines.MEDIA_TYPE)
  ResponseEntity<ImportResult> importTasks(QueryParameters query, InputStream body, OwnerId owner,
      Prefer prefer) throws IOException {
    var mode = query.oneOf("mode", Mode.values(), Mode::wire);
    query.check();
    var file = ImportFile.read(body, owner, commands.now());
    var command = file.command(mode.orElse(Mode.ATOMIC));
    if (command.mode() == Mode.ATOMIC) {
      file.check();
    }
    return commands.answer(command, decided -> {
      var items = items(file, command, decided);
      var applied = (int) items.stream().filter(item -> item.version() != null).count();
      return answers.answer(new ImportResult(command.mode().wire(), applied, items.size() - applied, items),
          decided.position(), prefer,
          command.mode() == Mode.PARTIAL ? ResponseEntity.status(MULTI_STATUS) : Answers.ok(prefer));
    });
  }

  private static List<Item> items(ImportFile file, ImportTasks command, Decided<ImportScope> decided) {
    var refused = ImportDecider.offenders(decided.before(), command).stream()
        .collect(toMap(Offender::index, Offender::reason, (first, _) -> first));
    var items = new ArrayList<Item>(command.lines().size() + file.faults().size());
    file.faults().forEach(fault -> items.add(Item.failed(fault.line(), null, fault.code().code())));
    // The last events are the tasks that were made, in the order of the file.
    var event = decided.events().size() - (command.lines().size() - refused.size());
    for (var line : command.lines().values()) {
      var reason = refused.get(line.number());
      var task = line.task().task();
      items.add(reason == null
          ? Item.applied(line.number(), task, decided.positionOf(event++))
          : Item.failed(line.number(), line.chosenId() ? task : null, RequestCommands.code(reason).code()));
    }
    items.sort(Comparator.comparingInt(Item::line));
    return items;
  }
}
