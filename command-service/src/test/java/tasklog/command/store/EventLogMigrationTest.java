package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogMigrationTest {

  private static final String OBJECTS = """
      SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
           + (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
           + (SELECT count(*) FROM pg_type WHERE typnamespace = 'public'::regnamespace)""";

  private final TestLog log = TestLog.empty();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  @Test
  void the_way_back_leaves_nothing_and_the_way_forward_can_be_gone_again() throws Exception {
    long all = log.number(OBJECTS);
    log.execute("DROP TABLE flyway_schema_history");
    for (var back : List.of("U004__create_request.sql", "U003__create_relay_lease.sql",
        "U002__create_account.sql", "U001__create_event_log.sql")) {
      log.execute(script(back));
    }
    assertThat(log.number(OBJECTS)).isZero();
    log.execute(script("V001__create_event_log.sql"));
    assertThat(log.number(OBJECTS)).isPositive().isLessThan(all);
    append(log.engine(), event("again"));
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
