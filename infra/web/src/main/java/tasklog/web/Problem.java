package tasklog.web;

import java.util.List;

/** RFC 9457 problem details, the one shape of every refusal. All members are always there. */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    String requestId,
    List<ProblemError> errors) {

  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    errors = List.copyOf(errors);
    detail = Characters.printable(detail);
  }

  /** A problem of the current request. */
  public static Problem of(ProblemCode code, String detail, List<ProblemError> errors) {
    return of(code, detail, errors, RequestId.current());
  }

  static Problem of(ProblemCode code, String detail, List<ProblemError> errors, String requestId) {
    return new Problem(code.type(), code.title(), code.status(), detail, code.code(), requestId, errors);
  }
}
