package tasklog.web;

import static tasklog.web.ErrorCode.MALFORMED_VALUE;
import static tasklog.web.ErrorCode.REQUIRED;
import static tasklog.web.ErrorCode.UNKNOWN_FIELD;
import static tasklog.web.ErrorCode.WRONG_TYPE;

import java.time.Duration;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Which problem an exception is: the one place that knows the framework's own. */
final class Problems {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);
  private static final Duration OUTAGE_RETRY = Duration.ofSeconds(2);

  private Problems() {}

  /** Empty when the client is gone and nobody is left to tell. What nobody foresaw is logged here, whole, once. */
  static Optional<ProblemException> of(Exception exception) {
    var foreseen = cause(exception, ProblemException.class);
    if (foreseen.isPresent()) {
      return foreseen;
    }
    return switch (exception) {
      case ClientAbortException _,AsyncRequestNotUsableException _ -> Optional.empty();
      case HttpMessageNotReadableException unreadable -> Optional.of(unreadable(unreadable));
      case MissingServletRequestParameterException missing -> Optional
          .of(parameter(missing.getParameterName(),
              REQUIRED));
      case MethodArgumentTypeMismatchException mismatch -> Optional.of(mismatch(mismatch));
      case ErrorResponse response when response.getStatusCode().value() != 500 -> Optional
          .of(framework(response));
      default -> Optional.of(unforeseen(exception));
    };
  }

  /** The problem that says most about a status which somebody else has chosen. */
  static ProblemCode ofStatus(int status) {
    return switch (status) {
      case 401 -> ProblemCode.UNAUTHENTICATED;
      case 403 -> ProblemCode.SCOPE_MISSING;
      case 404 -> ProblemCode.ROUTE_NOT_FOUND;
      case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
      case 406 -> ProblemCode.NOT_ACCEPTABLE;
      case 413 -> ProblemCode.PAYLOAD_TOO_LARGE;
      case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
      case 429 -> ProblemCode.TOO_MANY_REQUESTS;
      case 503 -> ProblemCode.SERVICE_UNAVAILABLE;
      case 501, 505 -> ProblemCode.MALFORMED_REQUEST;
      default -> status >= 500 ? ProblemCode.INTERNAL_ERROR : ProblemCode.MALFORMED_REQUEST;
    };
  }

  private static ProblemException framework(ErrorResponse response) {
    var problem = ProblemException.of(ofStatus(response.getStatusCode().value()));
    for (var header : response.getHeaders().headerSet()) {
      problem = problem.withHeader(header.getKey(), String.join(", ", header.getValue()));
    }
    return problem.code() == ProblemCode.SERVICE_UNAVAILABLE ? problem.retryAfter(OUTAGE_RETRY) : problem;
  }

  /** A malformed id in a path names nothing. */
  private static ProblemException mismatch(MethodArgumentTypeMismatchException mismatch) {
    return mismatch.getParameter().hasParameterAnnotation(PathVariable.class)
        ? ProblemException.of(ProblemCode.ROUTE_NOT_FOUND)
        : parameter(mismatch.getName(), MALFORMED_VALUE);
  }

  private static ProblemException parameter(String name, ErrorCode code) {
    return ProblemException.of(ProblemCode.MALFORMED_QUERY)
        .with(ProblemError.parameter(name, code, code.meaning()));
  }

  private static ProblemException unreadable(HttpMessageNotReadableException unreadable) {
    return switch (unreadable.getCause()) {
      case UnrecognizedPropertyException unknown -> ProblemException
          .invalid(ProblemError.pointer(JsonPointers.of(unknown.getPath()), UNKNOWN_FIELD));
      case MismatchedInputException empty when isAtEnd(empty) -> MalformedJson.absent();
      case MismatchedInputException mismatch -> ProblemException
          .invalid(ProblemError.pointer(JsonPointers.of(mismatch.getPath()), WRONG_TYPE));
      case JacksonException malformed -> MalformedJson.problem(malformed);
      case null, default -> MalformedJson.absent();
    };
  }

  /** A body of blanks only. */
  private static boolean isAtEnd(JacksonException exception) {
    return exception.getPath().isEmpty()
        && String.valueOf(exception.getOriginalMessage()).startsWith("No content");
  }

  private static ProblemException unforeseen(Exception exception) {
    if (Outage.isOutage(exception)) {
      log.warn("Not served, since the database is away: {}", exception.toString());
      return ProblemException.unavailable(OUTAGE_RETRY);
    }
    log.error("Not served, for a reason that nobody foresaw", exception);
    return ProblemException.of(ProblemCode.INTERNAL_ERROR, "It was logged under this request id");
  }

  private static <T extends Throwable> Optional<T> cause(Throwable exception, Class<T> type) {
    for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
