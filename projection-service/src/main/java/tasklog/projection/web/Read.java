package tasklog.projection.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.feed.ViewProgress;
import tasklog.web.ProblemException;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.ETags;
import tasklog.web.input.IfNoneMatch;
import tasklog.web.input.Prefer;

/** A read whose views have come as far as the client has seen. For one request. */
public final class Read {

  private static final String LAG = "Projection-Lag-Ms";

  private final int generation;
  private final List<ViewProgress> views;
  private final OwnerId owner;
  private final @Nullable ConsistencyToken token;
  private final List<String> applied = new ArrayList<>();

  Read(
      int generation,
      List<ViewProgress> views,
      OwnerId owner,
      @Nullable ConsistencyToken token) {
    this.generation = generation;
    this.views = views;
    this.owner = owner;
    this.token = token;
  }

  /** What the read's statement is to look at. */
  public Snapshot snapshot() {
    var partition = views.getFirst().partition(owner);
    return new Snapshot(views.stream().map(ViewProgress::view).toList(), generation,
        partition.isPresent() ? partition.getAsInt() : null);
  }

  /** Notes a preference that was followed. */
  public void applied(String preference) {
    applied.add(preference);
  }

  /** @param position that the statement has selected with its {@link #snapshot}, 0 for none */
  public <T> ResponseEntity<T> answer(ResponseEntity.BodyBuilder answer, long position, @Nullable T body) {
    headers(position).forEach(answer::header);
    return answer.body(body);
  }

  /** One resource with the entity tag of its version, or 304 when the client has that version. */
  public <T> ResponseEntity<T> resource(T body, long version, IfNoneMatch ifNoneMatch, long position) {
    var has = ifNoneMatch.has(version);
    var answer = ResponseEntity.status(has ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
        .header(HttpHeaders.ETAG, ETags.of(version));
    return answer(answer, position, has ? null : body);
  }

  /** A refusal that says what it has looked at, as an answer does. */
  public ProblemException refusal(ProblemException problem, long position) {
    var refusal = problem;
    for (var header : headers(position).entrySet()) {
      refusal = refusal.withHeader(header.getKey(), header.getValue());
    }
    return refusal;
  }

  private Map<String, String> headers(long position) {
    var headers = new LinkedHashMap<String, String>();
    views.getFirst().incarnation().ifPresent(log -> headers.put(ConsistencyToken.HEADER,
        ConsistencyToken.of(log, Math.max(position, waitedFor())).toString()));
    lag().ifPresent(lag -> headers.put(LAG, Long.toString(lag.toMillis())));
    if (!applied.isEmpty()) {
      headers.put(Prefer.APPLIED, String.join(", ", applied));
    }
    return headers;
  }

  /** Of the view that is furthest behind; empty while one of them is not known. */
  private Optional<Duration> lag() {
    var lags = views.stream().flatMap(view -> view.lag().stream()).toList();
    return lags.size() < views.size() ? Optional.empty() : lags.stream().max(Comparator.naturalOrder());
  }

  /** A client's token never goes back: what it had is in the answer, whatever its partition's last position is. */
  private long waitedFor() {
    return token == null ? 0 : token.position();
  }
}
