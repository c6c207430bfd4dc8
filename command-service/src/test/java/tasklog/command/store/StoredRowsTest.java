package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tasklog.command.store.TestEvents.append;
import static tasklog.command.store.TestEvents.event;
import static tasklog.command.store.TestEvents.source;
import static tasklog.command.store.TestEvents.tag;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventsourcing.eventstore.GenericTaggedEventMessage;
import org.axonframework.messaging.core.MessageType;
import org.axonframework.messaging.eventhandling.GenericEventMessage;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Actor;

/** What of an event is stored, and that it comes back as it was. */
class StoredRowsTest {

  private final TestLog log = TestLog.empty();
  private final PostgresEventStorageEngine engine = log.engine();

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  /** Guarantee 6. Red when the codec's payload holds the ids, or {@code task_ids} is left out or sorted. */
  @Test
  void the_ids_of_a_bulk_event_are_stored_once_and_in_their_order() {
    var ids = new ArrayList<>(Stream.generate(UUID::randomUUID).limit(1_000).toList());
    Collections.shuffle(ids, new Random(1));
    append(engine,
        event(new TextCodec.Ids("done", ids), ids.stream().map(TestEvents::tag).toArray(Tag[]::new)));

    var stored = log.reader().read(0, 10).getFirst();
    assertThat(stored.payload()).isEqualTo("done");
    assertThat(stored.taskIds()).isEqualTo(ids);
    assertThat(source(engine, EventCriteria.havingTags(tag(ids.getLast()))).payloads())
        .containsExactly(new TextCodec.Ids("done", ids));
    assertThat(log.number("SELECT count(*) FROM event_tag")).isEqualTo(1_000);
  }

  @Test
  void everything_of_an_event_comes_back_as_it_was_given() {
    var happened = Instant.parse("2021-02-28T23:59:59.123456Z");
    var metadata = Map.of(EventMetadata.ACTOR_TYPE, "user", EventMetadata.ACTOR_ID, "me",
        EventMetadata.CORRELATION_ID, "request \"ı\" 💾", EventMetadata.CAUSATION_ID, "command");
    var message = new GenericEventMessage(UUID.randomUUID().toString(), new MessageType("test", "Noted", "7"),
        "{\"text\": \"\\u0000 ß İ 💾\\r\\n\"}", metadata, happened);
    var appended = append(engine, new GenericTaggedEventMessage<>(message, Set.of(tag("x"))));

    var stored = log.reader().read(0, 10).getFirst();
    assertThat(stored).isEqualTo(new LoggedEvent(1, UUID.fromString(message.identifier()), "test.Noted", "7",
        TextCodec.OWNER, happened, appended.recordedAt(), new Actor("user", "me"), 1, 1,
        "{\"text\": \"\\u0000 ß İ 💾\\r\\n\"}", Map.of(EventMetadata.CORRELATION_ID, "request \"ı\" 💾",
            EventMetadata.CAUSATION_ID, "command"),
        List.of()));
    var sourced = source(engine, EventCriteria.havingTags(tag("x"))).events().getFirst();
    assertThat(sourced.metadata()).isEqualTo(metadata);
    assertThat(sourced.timestamp()).isEqualTo(happened);
    assertThat(sourced.type()).isEqualTo(message.type());
  }

  /** Red without {@code storable} in NewEvent: the driver would store a question mark. */
  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "\ud83d alone", "ends in \udcbe", "turned \udcbe\ud83d round"})
  void text_that_could_not_come_back_as_it_was_is_refused_before_it_is_tried(String text) {
    assertThatThrownBy(() -> append(engine, event(text))).isInstanceOf(IllegalArgumentException.class);
    assertThat(log.reader().head()).isZero();
  }

  @Test
  void an_append_is_a_row_for_each_event_all_with_its_bounds_and_one_time() {
    append(engine, event("alone"));
    var appended = append(engine, event("first"), event("second"), event("third"));

    assertThat(appended).extracting(Appended::first, Appended::last).containsExactly(2L, 4L);
    assertThat(log.reader().read(1, 10)).allSatisfy(event -> {
      assertThat(event.appendId()).isEqualTo(2);
      assertThat(event.appendLast()).isEqualTo(4);
      assertThat(event.recordedAt()).isEqualTo(appended.recordedAt());
    }).extracting(LoggedEvent::payload).containsExactly("first", "second", "third");
  }

  @Test
  void new_ids_of_messages_grow_with_time() {
    var ids = Stream.generate(() -> UUID.fromString(event("").event().identifier())).limit(100).toList();
    assertThat(ids).allMatch(id -> id.version() == 7).map(UUID::toString).isSorted();
  }
}
