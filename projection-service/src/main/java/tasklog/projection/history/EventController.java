package tasklog.projection.history;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
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
    var filter = EventFilter.of(owner, parameters);
    var read = reads.begin(HistoryView.NAME, owner, token, prefer);
    var found = queries.events(read.snapshot(), filter);
    return read.answer(ResponseEntity.ok(), found.position(),
        new EventPage(found.value().page(), Long.toString(found.value().last())));
  }
}
