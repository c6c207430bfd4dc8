package tasklog.testkit;

import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/** Whether the tests run on Testcontainers: {@code -Dtasklog.testkit=containers}, the Maven profile {@code containers}. */
final class Containers {

  static final String NO_DOCKER = "Docker is not available, which the profile 'containers' needs; skipped";

  private Containers() {}

  static boolean wanted() {
    return "containers".equals(System.getProperty("tasklog.testkit"));
  }

  static boolean possible() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  /** Ends the test, as skipped, where containers are wanted and cannot be had. */
  static void abortUnlessPossible() {
    Assumptions.assumeTrue(possible(), NO_DOCKER);
  }
}
