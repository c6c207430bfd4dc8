package tasklog.web;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Every exception of a controller, or on the way to one, as a problem. */
@RestControllerAdvice
class ProblemHandler {

  @ExceptionHandler
  @Nullable
  ResponseEntity<Problem> on(Exception exception) {
    return Problems.of(exception).map(ProblemHandler::answer).orElse(null);
  }

  private static ResponseEntity<Problem> answer(ProblemException problem) {
    var headers = new HttpHeaders();
    problem.headers().forEach(headers::set);
    headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
    return ResponseEntity.status(problem.code().status()).headers(headers).body(problem.problem());
  }
}
