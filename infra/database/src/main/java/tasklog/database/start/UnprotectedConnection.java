package tasklog.database.start;

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A service that does not start, because others could read what it says; each fault says what to do. */
final class UnprotectedConnection extends RuntimeException {

  private static final long serialVersionUID = 1;

  UnprotectedConnection(List<String> faults) {
    super(String.join("\n", faults));
  }

  /** Says it without a stack trace. */
  static final class Analyzer extends AbstractFailureAnalyzer<UnprotectedConnection> {

    @Override
    protected FailureAnalysis analyze(Throwable root, UnprotectedConnection cause) {
      return new FailureAnalysis(String.valueOf(cause.getMessage()), null, cause);
    }
  }
}
