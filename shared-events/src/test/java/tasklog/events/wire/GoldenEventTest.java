package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events outlive code. A golden file, the value of a record on the stream, comes with a type and is never edited. */
class GoldenEventTest {

  private static final Path FOLDER = Path.of("src/test/resources/events");

  @ParameterizedTest
  @EnumSource
  void what_was_published_once_is_read(EventType type) throws IOException {
    for (var version = 1; version < type.version(); version++) {
      var older = golden(EventType.ceType(type.eventName(), version));
      assertThat(EventJson.read(type, version, older)).isInstanceOf(type.eventClass());
    }
    assertThat(EventJson.read(type, golden(type))).isEqualTo(Samples.of(type));
  }

  @ParameterizedTest
  @EnumSource
  void an_event_is_written_as_it_always_was(EventType type) throws IOException {
    var stored = EventJson.store(Samples.of(type));
    assertThat(EventJson.data(stored.payload(), stored.taskIds())).isEqualTo(golden(type));
  }

  @Test
  void no_version_goes_missing() throws IOException {
    try (var files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Schemas.ofEvents());
    }
  }

  static String golden(EventType type) throws IOException {
    return golden(type.ceType());
  }

  static String golden(String ceType) throws IOException {
    return Files.readString(FOLDER.resolve(ceType + ".json")).stripTrailing();
  }
}
