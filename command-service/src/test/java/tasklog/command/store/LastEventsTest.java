package tasklog.command.store;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.tag;
import static tasklog.command.store.TestEvents.typed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.messaging.core.QualifiedName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.command.store.LastEvents.Last;

/** What a bulk command is decided on. Red when {@code last_events} leaves out a bound, the types, or the order. */
class LastEventsTest {

  private static final QualifiedName MADE = new QualifiedName("test", "Made");
  private static final QualifiedName GONE = new QualifiedName("test", "Gone");

  private final UUID one = UUID.randomUUID();
  private final UUID two = UUID.randomUUID();
  private final UUID never = UUID.randomUUID();
  private final KeyedEvents all = new KeyedEvents("thing", List.of(never, two, one), Set.of(MADE, GONE));

  private final TestLog log = TestLog.empty();
  private final PostgresEventStorageEngine engine = log.engine();

  @BeforeEach
  void append_four() {
    append(engine, typed("Made", "1", tag(one)));
    append(engine, typed("Made", "2", tag(two)));
    append(engine, typed("Gone", "3", tag(one)));
    append(engine, typed("Noted", "4", tag(one), tag(two)));
  }

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  @Test
  void each_key_is_told_by_its_last_event_of_the_types() {
    var last = engine.last(all, 0, Long.MAX_VALUE);
    assertThat(last.head()).isEqualTo(4);
    assertThat(last.events()).containsExactlyInAnyOrder(last(one, GONE), last(two, MADE));
  }

  @Test
  void what_is_known_or_comes_too_late_does_not_count() {
    assertThat(engine.last(all, 2, Long.MAX_VALUE).events()).containsExactly(last(one, GONE));
    var early = engine.last(all, 0, 2);
    assertThat(early.head()).isEqualTo(2);
    assertThat(early.events()).containsExactlyInAnyOrder(last(one, MADE), last(two, MADE));
    assertThat(engine.last(all, 3, 4)).isEqualTo(new LastEvents(4, List.of()));
  }

  /** Red when one of the halves that many are read in is left out. */
  @Test
  void many_are_found_as_few_are() {
    var keys = Stream.generate(UUID::randomUUID).limit(1_001).collect(toCollection(ArrayList::new));
    keys.addFirst(one);
    keys.addLast(two);
    var last = engine.last(new KeyedEvents("thing", keys, Set.of(MADE, GONE)), 0, Long.MAX_VALUE);
    assertThat(last.head()).isEqualTo(4);
    assertThat(last.events()).containsExactlyInAnyOrder(last(one, GONE), last(two, MADE));
  }

  private static Last last(UUID key, QualifiedName type) {
    return new Last(key, type, TextCodec.OWNER);
  }
}
