package tasklog.projection.history;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
import tasklog.projection.history.EventFilter.Type;
import tasklog.projection.web.Page;
import tasklog.projection.web.Reads;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;

/** The events of an account, from any position on. */
@RestController
class EventController {

  private final EventQueries queries;
  private final Reads reads;

  EventController(EventQueries queries, Reads reads) {
    this.queries = queries;
    this.reads = reads;
  }

  @GetMapping(path = "/v1/events", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<EventPage> events(
      QueryParameters parameters,
      OwnerId owner,
      @Nullable ConsistencyToken token,
      Prefer prefer) {
    var after = parameters.number("after", 0, Long.MAX_VALUE);
    var limit = parameters.number("limit", 1, Page.LONGEST);
    var types = parameters.someOf("type", Type.all(), Type::wire);
    parameters.check();
    var filter = new EventFilter(owner, after.orElse(0L), types.orElse(List.of()),
        limit.orElse((long) Page.LIMIT).intValue());
    var read = reads.begin(HistoryView.NAME, owner, token, prefer);
    var found = queries.events(read.snapshot(), filter);
    return read.answer(ResponseEntity.ok(), found.position(),
        new EventPage(found.value().page(), Long.toString(found.value().last())));
  }
}
