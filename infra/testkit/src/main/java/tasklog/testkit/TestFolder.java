package tasklog.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the data of a test run lie; whoever makes one says when it goes. */
final class TestFolder {

  private TestFolder() {}

  static Path create() {
    try {
      return Files.createTempDirectory("tasklog-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
