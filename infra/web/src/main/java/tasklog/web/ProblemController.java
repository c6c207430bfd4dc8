package tasklog.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a problem's {@code type} leads to: the codes that a client can meet. */
@RestController
@RequestMapping("/problems")
class ProblemController {

  record ProblemKind(String type, String code, int status, String title) {
    static ProblemKind of(ProblemCode code) {
      return new ProblemKind(code.type(), code.code(), code.status(), code.title());
    }
  }

  record ErrorKind(String code, String meaning) {}

  /** @param errorCodes the codes of {@code errors[]} */
  record Catalogue(List<ProblemKind> items, List<ErrorKind> errorCodes) {}

  private static final Catalogue ALL = new Catalogue(
      Arrays.stream(ProblemCode.values()).map(ProblemKind::of).toList(),
      Arrays.stream(ErrorCode.values()).map(code -> new ErrorKind(code.code(), code.meaning())).toList());

  @GetMapping
  ResponseEntity<Catalogue> all() {
    return cached(ALL);
  }

  @GetMapping("/{code}")
  ResponseEntity<ProblemKind> one(@PathVariable String code) {
    return ProblemCode.of(code)
        .map(known -> cached(ProblemKind.of(known)))
        .orElseThrow(() -> ProblemException.of(ProblemCode.PROBLEM_NOT_FOUND));
  }

  private static <T> ResponseEntity<T> cached(T body) {
    return ResponseEntity.ok().cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
        .body(body);
  }
}
