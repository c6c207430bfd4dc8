package tasklog.web.input;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/** Everything that is wrong with one input, found before anything is refused, so that a client learns it at once. */
final class Findings {

  private final List<ProblemError> errors = new ArrayList<>();
  private boolean checked;

  void add(ProblemError error) {
    errors.add(error);
  }

  /** Ends the reading: throws what was found, or opens the values. */
  void check(Function<List<ProblemError>, ProblemException> problem) {
    if (!errors.isEmpty()) {
      throw problem.apply(errors);
    }
    checked = true;
  }

  /** A value that is used before the check could be one that the check would have refused. */
  void requireChecked() {
    if (!checked) {
      throw new IllegalStateException("check() comes before the first value");
    }
  }
}
