package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tasklog.events.TasklogEvent;

class EventTypeTest {

  @Test
  void every_event_has_its_type() {
    assertThat(records(TasklogEvent.class))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(EventType.of(record)).isPresent())
        .hasSize(EventType.values().length);
  }

  @Test
  void names_are_unique_and_lead_back_to_the_type() {
    assertThat(EventType.values()).extracting(EventType::ceType).doesNotHaveDuplicates();
    assertThat(EventType.values())
        .allSatisfy(type -> assertThat(EventType.of(type.eventName(), type.version())).contains(type));
  }

  @Test
  void checkpoint_and_heartbeat_survive_the_stream() {
    var checkpoint = Checkpoint.start(new UUID(1, 2), 3);
    var json = TasklogJson.mapper().writeValueAsString(checkpoint);
    assertThat(json).isEqualTo("{\"position\":0,\"event_id\":null,"
        + "\"incarnation\":\"00000000-0000-0001-0000-000000000002\",\"last\":[0,0,0]}");
    assertThat(TasklogJson.mapper().readValue(json, Checkpoint.class)).isEqualTo(checkpoint);
    var heartbeat = "{\"head\":7,\"time\":\"2026-01-05T12:00:00.123456Z\","
        + "\"incarnation\":\"00000000-0000-0001-0000-000000000002\",\"last\":[7,0]}";
    assertThat(
        TasklogJson.mapper().writeValueAsString(TasklogJson.mapper().readValue(heartbeat, Heartbeat.class)))
        .isEqualTo(heartbeat);
  }

  @Test
  void ids_find_their_place_behind_an_owner_alone() {
    assertThat(EventJson.data("{\"owner\":\"o\"}", List.of(new UUID(0, 1))))
        .isEqualTo("{\"owner\":\"o\",\"task_ids\":[\"00000000-0000-0000-0000-000000000001\"]}");
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventTypeTest::records);
  }
}
