package tasklog.testkit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips every test of a module that uses the test kit when containers are wanted and there is no Docker. An abort at
 * the first use would not do: Spring would report it as a context that failed. Found by JUnit through META-INF/services.
 */
public final class DockerCondition implements ExecutionCondition {

  private static final Logger LOG = LoggerFactory.getLogger(DockerCondition.class);

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (!Containers.wanted() || Containers.possible()) {
      return ConditionEvaluationResult.enabled("PostgreSQL and Kafka are at hand");
    }
    // A build only counts what was skipped; this says why.
    LOG.warn("{}: {}", Containers.NO_DOCKER, context.getDisplayName());
    return ConditionEvaluationResult.disabled(Containers.NO_DOCKER);
  }
}
