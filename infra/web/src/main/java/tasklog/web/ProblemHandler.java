package tasklog.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Every exception of a controller, or on the way to one, as a problem. */
@RestControllerAdvice
class ProblemHandler {

  @ExceptionHandler
  @Nullable
  ResponseEntity<Problem> on(Exception exception) {
    return Problems.of(exception).map(ProblemException::answer).orElse(null);
  }
}
