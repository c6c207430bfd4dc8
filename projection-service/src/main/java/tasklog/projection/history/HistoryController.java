package tasklog.projection.history;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.projection.web.Cursors;
import tasklog.projection.web.Page;
import tasklog.projection.web.Reads;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;

/** The history of a task, deleted or not, the oldest entry first. */
@RestController
class HistoryController {

  private final HistoryQueries queries;
  private final Reads reads;
  private final Cursors cursors;

  HistoryController(HistoryQueries queries, Reads reads, Cursors cursors) {
    this.queries = queries;
    this.reads = reads;
    this.cursors = cursors;
  }

  @GetMapping("/v1/tasks/{id}/history")
  ResponseEntity<Page<HistoryEntry>> history(
      @PathVariable TaskId id,
      QueryParameters parameters,
      OwnerId owner,
      @Nullable ConsistencyToken token,
      Prefer prefer) {
    var limit = parameters.number("limit", 1, Page.LONGEST);
    var cursor = parameters.text(Cursors.PARAMETER);
    parameters.check();
    var list = "history " + owner + ' ' + id;
    var after = cursor.optional().map(sealed -> ByteBuffer.wrap(cursors.open(list, sealed)).getLong())
        .orElse(0L);
    var read = reads.begin(HistoryView.NAME, owner, token, prefer);
    var found = queries.history(read.snapshot(), owner, id, after,
        limit.orElse((long) Page.LIMIT).intValue());
    var entries = found.value().orElseThrow(
        () -> read.refusal(ProblemException.of(ProblemCode.TASK_NOT_FOUND), found.position()));
    var next = entries.next() == null ? null : cursors.seal(list, bytes(entries.next()));
    return read.answer(ResponseEntity.ok(), found.position(), new Page<>(entries.page(), next, null));
  }

  private static byte[] bytes(long position) {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }
}
