package tasklog.projection.task;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.projection.web.Cursors;
import tasklog.projection.web.Page;
import tasklog.projection.web.Reads;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.TaskResource;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.IfNoneMatch;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;

/** Reads of an owner's tasks. */
@RestController
@RequestMapping("/v1/tasks")
class TaskController {

  private final TaskQueries queries;
  private final Reads reads;
  private final Cursors cursors;
  private final Clock clock;

  TaskController(TaskQueries queries, Reads reads, Cursors cursors, Clock clock) {
    this.queries = queries;
    this.reads = reads;
    this.cursors = cursors;
    this.clock = clock;
  }

  @GetMapping
  ResponseEntity<Page<TaskResource>> list(
      QueryParameters parameters,
      OwnerId owner,
      @Nullable ConsistencyToken token,
      Prefer prefer) {
    var request = TaskListRequest.of(parameters);
    var query = request.query(owner, cursors, prefer.countExact(), clock.instant());
    var read = reads.begin(TaskView.NAME, owner, token, prefer);
    if (prefer.countExact()) {
      read.applied(Prefer.COUNT_EXACT);
    }
    var found = queries.list(read.snapshot(), query);
    var tasks = found.value();
    var next = tasks.more() ? request.cursor(owner, cursors, tasks.page().getLast()) : null;
    return read.answer(ResponseEntity.ok(), found.position(),
        new Page<>(tasks.page(), next, tasks.total()));
  }

  @GetMapping("/{id}")
  ResponseEntity<TaskResource> one(
      @PathVariable TaskId id,
      OwnerId owner,
      IfNoneMatch ifNoneMatch,
      @Nullable ConsistencyToken token,
      Prefer prefer) {
    var read = reads.begin(TaskView.NAME, owner, token, prefer);
    var found = queries.one(read.snapshot(), owner, id);
    var task = found.value().orElseThrow(
        () -> read.refusal(ProblemException.of(ProblemCode.TASK_NOT_FOUND), found.position()));
    return read.resource(task, Long.parseLong(task.version()), ifNoneMatch, found.position());
  }

  @GetMapping("/counts")
  ResponseEntity<TaskCounts> counts(OwnerId owner, @Nullable ConsistencyToken token, Prefer prefer) {
    var read = reads.begin(TaskView.NAME, owner, token, prefer);
    var found = queries.counts(read.snapshot(), owner, clock.instant());
    return read.answer(ResponseEntity.ok(), found.position(), found.value());
  }
}
