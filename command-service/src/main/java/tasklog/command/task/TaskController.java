package tasklog.command.task;

import java.net.URI;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.task.Task.Existing;
import tasklog.command.task.TaskCommand.ChangeTask;
import tasklog.command.task.TaskCommand.DeleteTask;
import tasklog.command.task.TaskCommand.RestoreTask;
import tasklog.command.task.TaskCommand.TagTask;
import tasklog.command.task.TaskCommand.UntagTask;
import tasklog.command.web.Answers;
import tasklog.command.web.RequestCommands;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.web.TaskResource;
import tasklog.web.input.Body;
import tasklog.web.input.IfMatch;
import tasklog.web.input.Prefer;

/** Writes on one task. */
@RestController
@RequestMapping("/v1/tasks")
class TaskController {

  private static final String MERGE_PATCH = "application/merge-patch+json";

  private final RequestCommands commands;
  private final Answers answers;

  TaskController(RequestCommands commands, Answers answers) {
    this.commands = commands;
    this.answers = answers;
  }

  @PostMapping(consumes = "application/json")
  ResponseEntity<TaskResource> create(@RequestBody Body body, OwnerId owner, Prefer prefer) {
    var command = TaskBodies.create(body, owner, commands.now());
    return answer(command, prefer, () -> ResponseEntity.created(URI.create("/v1/tasks/" + command.task())));
  }

  @PatchMapping(path = "/{id}", consumes = MERGE_PATCH)
  ResponseEntity<TaskResource> change(
      @PathVariable TaskId id, @RequestBody Body body, OwnerId owner, IfMatch ifMatch, Prefer prefer) {
    var changes = TaskBodies.changes(body);
    return changed(
        new ChangeTask(owner, id, changes, ifMatch::allows, commands.now()), prefer);
  }

  @DeleteMapping("/{id}")
  ResponseEntity<TaskResource> delete(@PathVariable TaskId id, OwnerId owner, IfMatch ifMatch,
      Prefer prefer) {
    return changed(new DeleteTask(owner, id, ifMatch::allows, commands.now()), prefer);
  }

  @PostMapping("/{id}/restore")
  ResponseEntity<TaskResource> restore(@PathVariable TaskId id, OwnerId owner, IfMatch ifMatch,
      Prefer prefer) {
    return changed(new RestoreTask(owner, id, ifMatch::allows, commands.now()), prefer);
  }

  @PutMapping("/{id}/tags/{tag}")
  ResponseEntity<TaskResource> tag(
      @PathVariable TaskId id, @PathVariable TagId tag, OwnerId owner, IfMatch ifMatch, Prefer prefer) {
    var command = new TagTask(owner, id, tag, ifMatch::allows, commands.now());
    return changed(command, prefer);
  }

  @DeleteMapping("/{id}/tags/{tag}")
  ResponseEntity<TaskResource> untag(
      @PathVariable TaskId id, @PathVariable TagId tag, OwnerId owner, IfMatch ifMatch, Prefer prefer) {
    var command = new UntagTask(owner, id, tag, ifMatch::allows,
        commands.now());
    return changed(command, prefer);
  }

  private ResponseEntity<TaskResource> changed(TaskCommand command, Prefer prefer) {
    return answer(command, prefer, () -> Answers.ok(prefer));
  }

  /** What a task has become by a command that was not refused: it exists. */
  private ResponseEntity<TaskResource> answer(TaskCommand command, Prefer prefer,
      Supplier<ResponseEntity.BodyBuilder> success) {
    return commands.answer(command, decided -> {
      var task = (Existing) decided.after().task();
      return answers.resource(TaskBodies.resource(task), task.version(), prefer, success.get());
    });
  }
}
