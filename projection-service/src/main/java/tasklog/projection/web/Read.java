package tasklog.projection.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.feed.ViewProgress;
import tasklog.web.ProblemException;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.Prefer;

/** A read whose view has come as far as the client has seen. For one request. */
public final class Read {

  private static final String LAG = "Projection-Lag-Ms";

  private final String view;
  private final int generation;
  private final ViewProgress progress;
  private final OwnerId owner;
  private final @Nullable ConsistencyToken token;
  private final List<String> applied = new ArrayList<>();

  Read(
      String view,
      int generation,
      ViewProgress progress,
      OwnerId owner,
      @Nullable ConsistencyToken token) {
    this.view = view;
    this.generation = generation;
    this.progress = progress;
    this.owner = owner;
    this.token = token;
  }

  /** What the read's statement is to look at. */
  public Snapshot snapshot() {
    var partition = progress.partition(owner);
    return new Snapshot(view, generation, partition.isPresent() ? partition.getAsInt() : null);
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
    progress.incarnation().ifPresent(log -> headers.put(ConsistencyToken.HEADER,
        ConsistencyToken.of(log, Math.max(position, waitedFor())).toString()));
    progress.lag().ifPresent(lag -> headers.put(LAG, Long.toString(lag.toMillis())));
    if (!applied.isEmpty()) {
      headers.put(Prefer.APPLIED, String.join(", ", applied));
    }
    return headers;
  }

  /** A client's token never goes back: what it had is in the answer, whatever its partition's last position is. */
  private long waitedFor() {
    return token == null ? 0 : token.position();
  }
}
