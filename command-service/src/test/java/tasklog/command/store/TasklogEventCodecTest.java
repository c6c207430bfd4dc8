package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.TaskEvent.TasksDeleted;
import tasklog.events.TaskId;

class TasklogEventCodecTest {

  private static final UUID ID = UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000001");

  private final TasklogEventCodec codec = new TasklogEventCodec();

  @Test
  void a_stored_event_is_read_with_the_ids_that_are_stored_beside_it() {
    assertThat(codec.decode(stored("tasklog.TasksDeleted", "1")))
        .isEqualTo(new TasksDeleted(new OwnerId(ID), List.of(new TaskId(ID))));
  }

  @ParameterizedTest
  @CsvSource({"tasklog.TasksDeleted, 2", "tasklog.TasksSung, 1"})
  void nothing_is_decided_on_an_event_that_only_a_newer_release_knows(String type, String version) {
    assertThatThrownBy(() -> codec.decode(stored(type, version))).isInstanceOf(EventStoreException.class)
        .hasMessageContaining(type).hasMessageContaining("at 7");
  }

  private static LoggedEvent stored(String type, String version) {
    return new LoggedEvent(7, ID, type, version, ID, Instant.EPOCH, Instant.EPOCH, Actor.user(ID), 7, 7,
        "{\"owner\":\"" + ID + "\"}", Map.of(), List.of(ID));
  }
}
