package tasklog.projection.history.stream;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.EventFilter;
import tasklog.projection.history.EventQueries;
import tasklog.projection.history.HistoryView;
import tasklog.projection.history.stream.EventStream.Client;
import tasklog.projection.web.Reads;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.Prefer;
import tasklog.web.input.QueryParameters;
import tasklog.web.security.Caller;

/** The events of an account from any position on, and those that come, as server-sent events. */
@RestController
class EventStreamController {

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final Pattern POSITION = Pattern.compile("\\d{1,30}");

  private final EventQueries queries;
  private final Reads reads;
  private final EventPages pages;
  private final EventStreams streams;

  EventStreamController(EventQueries queries, Reads reads, EventPages pages, EventStreams streams) {
    this.queries = queries;
    this.reads = reads;
    this.pages = pages;
    this.streams = streams;
  }

  @GetMapping(path = "/v1/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  void events(
      QueryParameters parameters,
      OwnerId owner,
      Caller caller,
      @Nullable ConsistencyToken token,
      Prefer prefer,
      HttpServletRequest request,
      HttpServletResponse response) throws IOException {
    var asked = EventFilter.of(owner, parameters);
    var filter = lastEventId(request).map(asked::after).orElse(asked);
    var read = reads.begin(HistoryView.NAME, owner, token, prefer);
    var position = queries.position(read.snapshot(), owner);
    head(response, read.answer(ResponseEntity.ok(), position, null).getHeaders());
    if (!HttpMethod.HEAD.matches(request.getMethod())) {
      open(read.snapshot(), filter, caller, request, response);
    }
  }

  /** What a browser sends when it comes back; its address still says where it began. */
  private static Optional<Long> lastEventId(HttpServletRequest request) {
    var id = request.getHeader(LAST_EVENT_ID);
    if (id == null || id.isEmpty()) {
      return Optional.empty();
    }
    if (!POSITION.matcher(id).matches()) {
      throw ProblemException.of(ProblemCode.MALFORMED_LAST_EVENT_ID).with(
          ProblemError.header(LAST_EVENT_ID, ErrorCode.MALFORMED_VALUE, "Pass on the id of an event"));
    }
    return Optional.of(new BigInteger(id).min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
  }

  private static void head(HttpServletResponse response, HttpHeaders headers) {
    headers.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
    response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
    response.setHeader("X-Accel-Buffering", "no"); // nginx would collect it
  }

  /** Once the head is sent, no filter changes it while the stream is written by other threads. */
  private void open(Snapshot snapshot, EventFilter filter, Caller caller, HttpServletRequest request,
      HttpServletResponse response) throws IOException {
    streams.enter();
    try {
      var out = response.getOutputStream();
      out.write(Frames.comment("events after " + filter.after()));
      out.flush();
      var answer = request.startAsync();
      answer.setTimeout(0);
      var stream = new EventStream(streams, pages, snapshot, filter,
          new Client(caller.expiresAt(), out, answer::complete));
      answer.addListener(new Ending(stream));
      streams.add(stream);
    } catch (IOException | RuntimeException e) {
      streams.leave();
      throw e;
    }
  }

  /** The container has lost the client, or is done. */
  private record Ending(EventStream stream) implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      stream.lost();
    }

    @Override
    public void onError(AsyncEvent event) {
      stream.lost();
      event.getAsyncContext().complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      // There is no time-out.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // It is started once.
    }
  }
}
