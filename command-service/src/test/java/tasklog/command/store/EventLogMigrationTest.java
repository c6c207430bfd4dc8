package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogMigrationTest {

  private final TestLog log = TestLog.empty();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /** Red without the question at the head of U001. */
  @Test
  void the_way_back_never_removes_events() throws Exception {
    append(log.engine(), event("stays"));
    var back = script("U001__create_event_log.sql");
    assertThatThrownBy(() -> log.execute(back)).hasMessageContaining("holds events");
    assertThat(log.reader().head()).isEqualTo(1);
  }

  private static String script(String name) throws IOException {
    try (var in = EventLogMigrationTest.class.getResourceAsStream("/db/migration/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
