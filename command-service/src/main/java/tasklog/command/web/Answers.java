package tasklog.command.web;

import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tasklog.command.store.EventLog;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.ETags;
import tasklog.web.input.Prefer;

/** What every answer to a write carries: how far the log has come, and the body unless none was preferred. */
@Component
public final class Answers {

  private final UUID incarnation;

  Answers(EventLog log) {
    this.incarnation = log.incarnation();
  }

  /**
   * An answer about one resource.
   *
   * @param version the resource's, which a read that follows must have reached
   */
  public <T> ResponseEntity<T> resource(T body, long version, Prefer prefer,
      ResponseEntity.BodyBuilder answer) {
    return answer(body, version, prefer, answer.header(HttpHeaders.ETAG, ETags.of(version)));
  }

  /** @param position that a read which follows must have reached */
  public <T> ResponseEntity<T> answer(T body, long position, Prefer prefer,
      ResponseEntity.BodyBuilder answer) {
    answer.header(ConsistencyToken.HEADER, ConsistencyToken.of(incarnation, position).toString());
    if (!prefer.returnMinimal()) {
      return answer.body(body);
    }
    answer.header(Prefer.APPLIED, Prefer.RETURN_MINIMAL);
    return answer.build();
  }

  /** 204. */
  public ResponseEntity<Void> empty(long position) {
    return ResponseEntity.noContent()
        .header(ConsistencyToken.HEADER, ConsistencyToken.of(incarnation, position).toString())
        .build();
  }

  /** 200, or 204 when no body is preferred. */
  public static ResponseEntity.BodyBuilder ok(Prefer prefer) {
    return ResponseEntity.status(prefer.returnMinimal() ? HttpStatus.NO_CONTENT : HttpStatus.OK);
  }
}
