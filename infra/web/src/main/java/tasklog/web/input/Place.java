package tasklog.web.input;

import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemError;

/** A place of an input that something can be wrong with: a member of a body or a query parameter. */
record Place(Findings findings, BiFunction<ErrorCode, String, ProblemError> error) {

  /** Notes the error. The null stands for the value that there is not. */
  <T> @Nullable T refuse(ErrorCode code) {
    return refuse(code, code.meaning());
  }

  <T> @Nullable T refuse(ErrorCode code, String detail) {
    findings.add(error.apply(code, detail));
    return null;
  }
}
