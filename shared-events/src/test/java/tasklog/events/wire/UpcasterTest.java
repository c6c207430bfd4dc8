package tasklog.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Older versions, shown on an event that there is only here: estimated in hours once, then in minutes, now with why. */
class UpcasterTest {

  private record TasksEstimated(OwnerId owner, List<TaskId> taskIds, Estimate estimate) {}

  private record Estimate(long minutes, @Nullable String reason) {}

  private static final Upcaster UPCASTER = new Upcaster(UpcasterTest::inMinutes, UpcasterTest::withReason);

  private static final UUID ONE = UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000001");
  private static final UUID TWO = UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000002");
  private static final OwnerId OWNER = new OwnerId(UUID.fromString("0198c2f4-7c1d-7a10-8000-00000000000a"));

  /** As the log has kept them since. */
  private static final String STORED_V1 = "{\"owner\":\"0198c2f4-7c1d-7a10-8000-00000000000a\",\"hours\":2}";
  private static final String STORED_V2 = "{\"owner\":\"0198c2f4-7c1d-7a10-8000-00000000000a\",\"minutes\":90}";
  private static final String STORED_V3 = "{\"owner\":\"0198c2f4-7c1d-7a10-8000-00000000000a\","
      + "\"estimate\":{\"minutes\":45,\"reason\":\"as last time\"}}";

  @Provide
  static Arbitrary<TasklogEvent> events() {
    return Generated.events();
  }

  @Test
  void what_was_stored_in_an_older_version_is_read_by_todays_record() {
    assertThat(read(1, STORED_V1)).isEqualTo(estimated(120, null));
    assertThat(read(2, STORED_V2)).isEqualTo(estimated(90, null));
    assertThat(read(3, STORED_V3)).isEqualTo(estimated(45, "as last time"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"1|" + STORED_V2, "2|" + STORED_V1,
      "3|" + STORED_V2,
      "1|[]", "1|null", "1|{"})
  void what_is_not_of_that_version_is_refused(int version, String stored) {
    assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(version, stored));
  }

  @Test
  void the_version_of_today_is_one_more_than_there_are_steps() {
    assertThat(UPCASTER.version()).isEqualTo(3);
    assertThat(new Upcaster().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4, Integer.MAX_VALUE})
  void a_version_that_is_not_known_is_not_read(int version) {
    assertThat(UPCASTER.knows(version)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void a_type_reads_its_own_and_older_versions_but_no_newer_one(EventType type) {
    for (var version = 1; version <= type.version(); version++) {
      assertThat(EventType.of(type.eventName(), version)).contains(type);
    }
    assertThat(EventType.of(type.eventName(), type.version() + 1)).isEmpty();
    assertThat(EventType.of(type.eventName(), 0)).isEmpty();
  }

  @Property(tries = 300)
  void nothing_is_lost_on_the_way_through_a_tree(@ForAll("events") TasklogEvent event) {
    var data = TasklogJson.mapper().writeValueAsString(event);
    assertThat(EventJson.read(event.getClass(), new Upcaster(UpcasterTest::unchanged), 1, data))
        .isEqualTo(event);
  }

  @Test
  void an_older_event_is_published_as_it_was_stored() {
    var event = new RecordedEvent(7, ONE, "TasksEstimated", 1, OWNER, Instant.EPOCH, Instant.EPOCH,
        Actor.user(ONE), null, 7, null, null, null, EventJson.data(STORED_V1, List.of(TWO)));
    var headers = CloudEvents.headers(event, ONE, 0);
    assertThat(headers.get("ce_type")).asString(UTF_8).isEqualTo("tasklog.TasksEstimated.v1");
    assertThat(headers.get("ce_dataschema")).asString(UTF_8)
        .isEqualTo("urn:tasklog:schema:tasklog.TasksEstimated.v1");
    assertThat(CloudEvents.read(headers::get, event.data().getBytes(UTF_8)).event()).isEqualTo(event);
    assertThat(event.data()).isEqualTo("{\"owner\":\"0198c2f4-7c1d-7a10-8000-00000000000a\","
        + "\"task_ids\":[\"0198c2f4-7c1d-7a10-8000-000000000002\"],\"hours\":2}");
  }

  private static ObjectNode inMinutes(ObjectNode v1) {
    v1.put("minutes", v1.required("hours").longValue() * 60);
    return v1.without("hours");
  }

  private static ObjectNode withReason(ObjectNode v2) {
    v2.putObject("estimate").put("minutes", v2.required("minutes").longValue()).putNull("reason");
    return v2.without("minutes");
  }

  private static ObjectNode unchanged(ObjectNode event) {
    return event;
  }

  private static TasksEstimated read(int version, String stored) {
    return EventJson.read(TasksEstimated.class, UPCASTER, version, EventJson.data(stored, List.of(ONE, TWO)));
  }

  private static TasksEstimated estimated(long minutes, @Nullable String reason) {
    return new TasksEstimated(OWNER, List.of(new TaskId(ONE), new TaskId(TWO)),
        new Estimate(minutes, reason));
  }
}
