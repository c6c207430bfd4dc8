package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The contract is FULL_TRANSITIVE: whoever holds any released schema of an event reads today's, and whoever holds
 * today's reads all that was ever published. A release keeps what it brought or changed in a folder of its own; what is
 * in such a folder is never edited.
 */
class ReleasedSchemaTest {

  private static final Path RELEASED = Path.of("src/test/resources/schemas");

  /** Keeps the schemas of a release: {@code -Dtasklog.schemas.release=0.2.0}. */
  private static final String RELEASE = System.getProperty("tasklog.schemas.release", "");

  static List<Path> released() throws IOException {
    try (var files = Files.walk(RELEASED)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("released")
  void readers_of_a_released_schema_and_of_todays_read_each_others_events(Path released) {
    var current = Schemas.FOLDER.resolve(released.getFileName());
    assertThat(current).as("An event that was released stays in the log, and so does its schema").exists();
    assertThat(SchemaCompatibility.breaches(Schemas.tree(released), Schemas.tree(current)))
        .as("%s is not compatible with %s; what is not needs a new version of the event", current, released)
        .isEmpty();
  }

  @Test
  void a_release_keeps_its_schemas() throws IOException {
    var unreleased = unreleased();
    if (!RELEASE.isEmpty()) {
      var folder = Files.createDirectories(RELEASED.resolve(RELEASE));
      unreleased.forEach(schema -> copy(schema, folder));
    } else if (!System.getProperty("tasklog.version").endsWith("-SNAPSHOT")) {
      assertThat(unreleased).as("A release keeps what it brings. To do so:%n"
          + "./mvnw -pl shared-events test -Dtest=ReleasedSchemaTest -Dtasklog.schemas.release=<version>")
          .isEmpty();
    }
  }

  private static List<Path> unreleased() throws IOException {
    var released = released();
    try (var files = Files.list(Schemas.FOLDER)) {
      return files.filter(schema -> released.stream()
          .filter(older -> older.getFileName().equals(schema.getFileName()))
          .noneMatch(older -> Schemas.tree(older).equals(Schemas.tree(schema)))).toList();
    }
  }

  private static void copy(Path schema, Path folder) {
    try {
      Files.copy(schema, folder.resolve(schema.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
