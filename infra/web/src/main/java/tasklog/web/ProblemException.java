package tasklog.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * Ends a request with a problem. Immutable and without a stack trace: it is an answer, not a fault. Each {@code with}
 * returns another one.
 */
public final class ProblemException extends RuntimeException {

  private final transient ProblemCode code;
  private final transient List<ProblemError> errors;
  private final transient Map<String, String> headers;

  private ProblemException(
      ProblemCode code,
      String detail,
      List<ProblemError> errors,
      Map<String, String> headers) {
    super(detail, null, false, false);
    this.code = code;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  public static ProblemException of(ProblemCode code) {
    return of(code, code.title());
  }

  /** @param detail a sentence for a person; never a secret, never what another owner has */
  public static ProblemException of(ProblemCode code, String detail) {
    return new ProblemException(code, detail, List.of(), Map.of());
  }

  /** A body that breaks rules; the detail counts them. */
  public static ProblemException invalid(List<ProblemError> errors) {
    return listed(ProblemCode.VALIDATION_FAILED, errors);
  }

  public static ProblemException invalid(ProblemError error) {
    return invalid(List.of(error));
  }

  /** A query string that breaks rules; the detail counts them. */
  public static ProblemException malformedQuery(List<ProblemError> errors) {
    return listed(ProblemCode.MALFORMED_QUERY, errors);
  }

  private static ProblemException listed(ProblemCode code, List<ProblemError> errors) {
    var detail = errors.size() == 1 ? "One error, see errors" : errors.size() + " errors, see errors";
    return of(code, detail).with(errors);
  }

  /** The service, or what it needs, is away; the client may try again. */
  public static ProblemException unavailable(Duration retryAfter) {
    return of(ProblemCode.SERVICE_UNAVAILABLE).retryAfter(retryAfter);
  }

  public ProblemException with(ProblemError error) {
    var all = new ArrayList<>(errors);
    all.add(error);
    return with(all);
  }

  /** In place of the errors so far. */
  public ProblemException with(List<ProblemError> errors) {
    return new ProblemException(code, detail(), errors, headers);
  }

  public ProblemException withHeader(String name, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new ProblemException(code, detail(), errors, all);
  }

  /** Rounded up to whole seconds, at least one. */
  public ProblemException retryAfter(Duration wait) {
    var seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
    return withHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }

  public ProblemCode code() {
    return code;
  }

  public String detail() {
    var message = getMessage();
    return message == null ? code.title() : message;
  }

  public List<ProblemError> errors() {
    return errors;
  }

  public Map<String, String> headers() {
    return headers;
  }

  /** What the client gets to see. */
  public Problem problem() {
    return Problem.of(code, detail(), errors);
  }

  /** The same as a controller answers it. */
  public ResponseEntity<Problem> answer() {
    var all = new HttpHeaders();
    headers.forEach(all::set);
    all.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return ResponseEntity.status(code.status()).headers(all).body(problem());
  }
}
