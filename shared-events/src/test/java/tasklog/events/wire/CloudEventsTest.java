package tasklog.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.wire.CloudEvents.Delivered;
import tasklog.events.wire.CloudEvents.Malformed;
import tools.jackson.databind.JsonNode;

class CloudEventsTest {

  private static final UUID INCARNATION = UUID.fromString("0198c2f4-7c1d-7a10-8000-0000000000aa");
  private static final UUID ID = UUID.fromString("0198c2f4-7c1d-7a10-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-01-05T12:00:00.123456Z");
  private static final RecordedEvent EVENT = new RecordedEvent(42, ID, "TaskDeleted", 1, new OwnerId(ID), AT,
      AT.plusSeconds(1), Actor.user(ID), ID, 43, "request", "command",
      "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "{\"x\":\"😀\"}");
  private static final RecordedEvent BULK = new RecordedEvent(1, ID, "TasksDeleted", 1, new OwnerId(ID), AT,
      AT,
      Actor.user(ID), null, 1, null, null, null, "{}");

  @Provide
  static Arbitrary<Delivered> delivered() {
    var positions = Arbitraries.longs().between(1, Long.MAX_VALUE);
    var optional = Generated.text(30).injectNull(0.3);
    var named = Combinators.combine(positions, Generated.uuids(), Arbitraries.of(EventType.class),
        Generated.owners(),
        Generated.times(), Generated.times(), Generated.text(36), Generated.uuids().injectNull(0.3));
    return named.flatAs((position, id, type, owner, occurred, recorded, actor, subject) -> Combinators
        .combine(
            positions, optional, optional, Generated.traces().injectNull(0.3), Generated.text(100),
            Generated.uuids(), positions)
        .as((commit, correlation, causation, trace, data, incarnation, previous) -> new Delivered(
            new RecordedEvent(position, id, type.eventName(), type.version(), owner, occurred, recorded,
                new Actor("user", actor), subject, commit, correlation, causation, trace, data),
            incarnation, previous)));
  }

  @Property(tries = 500)
  void an_event_survives_the_stream(@ForAll("delivered") Delivered delivered) {
    var headers = CloudEvents.headers(delivered.event(), delivered.incarnation(), delivered.previous());
    assertThat(read(headers, delivered.event().data())).isEqualTo(delivered);
  }

  @Property(tries = 300)
  void headers_are_what_their_schema_says(@ForAll("delivered") Delivered delivered) {
    var headers = CloudEvents.headers(delivered.event(), delivered.incarnation(), delivered.previous());
    assertThat(Schemas.errors(headers)).isEmpty();
  }

  @Test
  void the_schema_knows_every_header_and_which_are_always_there() {
    var schema = Schemas.tree(Schemas.HEADERS);
    assertThat(schema.required("properties").propertyNames())
        .containsExactlyElementsOf(CloudEvents.headers(EVENT, INCARNATION, 7).keySet());
    assertThat(schema.required("required").valueStream().map(JsonNode::stringValue))
        .containsExactlyElementsOf(CloudEvents.headers(BULK, INCARNATION, 0).keySet());
  }

  @ParameterizedTest
  @CsvSource({"ce_specversion, 0.3", "ce_id, x", "ce_source, /other", "ce_type, tasklog.TaskDeleted.v0",
      "ce_time, 2026-01-05T12:00:00Z", "ce_recordedtime, x", "ce_subject, x", "ce_dataschema, urn:x",
      "ce_partitionkey, x", "ce_sequence, 42", "ce_previous, -1", "ce_commit, ''", "ce_authtype, robot",
      "traceparent, x", "content-type, text/plain"})
  void a_header_that_is_not_as_it_should_be_is_not_valid(String header, String value) {
    var headers = CloudEvents.headers(EVENT, INCARNATION, 7);
    headers.put(header, value.getBytes(UTF_8));
    assertThat(Schemas.errors(headers)).isNotEmpty();
  }

  @Test
  void every_header_is_there_in_its_order() {
    assertThat(text(CloudEvents.headers(EVENT, INCARNATION, 7))).containsExactly(
        "ce_specversion=1.0",
        "ce_id=0198c2f4-7c1d-7a10-8000-000000000001",
        "ce_source=/tasklog/0198c2f4-7c1d-7a10-8000-0000000000aa",
        "ce_type=tasklog.TaskDeleted.v1",
        "ce_time=2026-01-05T12:00:00.123456Z",
        "ce_recordedtime=2026-01-05T12:00:01.123456Z",
        "ce_subject=0198c2f4-7c1d-7a10-8000-000000000001",
        "ce_dataschema=urn:tasklog:schema:tasklog.TaskDeleted.v1",
        "ce_partitionkey=0198c2f4-7c1d-7a10-8000-000000000001",
        "ce_sequence=00000000000000000042",
        "ce_previous=00000000000000000007",
        "ce_commit=00000000000000000043",
        "ce_authtype=user",
        "ce_authid=0198c2f4-7c1d-7a10-8000-000000000001",
        "ce_correlationid=request",
        "ce_causationid=command",
        "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "content-type=application/json");
  }

  @Test
  void what_an_event_does_not_have_is_no_header() {
    assertThat(CloudEvents.headers(BULK, INCARNATION, 0))
        .doesNotContainKeys("ce_subject", "ce_correlationid", "ce_causationid", "traceparent")
        .hasSize(14);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_recordedtime",
      "ce_partitionkey", "ce_sequence", "ce_previous", "ce_commit", "ce_authtype", "ce_authid",
      "content-type"})
  void a_header_that_is_absent_is_named(String header) {
    var headers = CloudEvents.headers(EVENT, INCARNATION, 7);
    headers.remove(header);
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(headers, "{}"))
        .withMessageContaining(header);
  }

  @ParameterizedTest
  @CsvSource({"ce_specversion, 2.0", "ce_id, x", "ce_id, 1-1-1-1-1", "ce_source, /other/x",
      "ce_source, /tasklog/x",
      "ce_type, tasklog.TaskDeleted", "ce_type, other.TaskDeleted.v1", "ce_type, tasklog.TaskDeleted.v0",
      "ce_type, tasklog.TaskDeleted.v1234567890", "ce_time, 2026-01-05",
      "ce_time, 2026-02-30T12:00:00.123456Z",
      "ce_recordedtime, x", "ce_subject, x", "ce_partitionkey, x", "ce_sequence, 42",
      "ce_sequence, -0000000000000000042",
      "ce_sequence, 99999999999999999999", "ce_sequence, ٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٠٤٢", "ce_previous, x",
      "ce_commit, ''",
      "content-type, text/plain"})
  void a_header_that_cannot_be_read_is_named(String header, String value) {
    var headers = CloudEvents.headers(EVENT, INCARNATION, 7);
    headers.put(header, value.getBytes(UTF_8));
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(headers, "{}"))
        .withMessageContaining(header);
  }

  @Test
  void headers_may_come_in_any_order_and_of_one_name_the_last_one_counts() {
    var headers = new CloudEvents.Headers();
    headers.add("ce_id", "x".getBytes(UTF_8));
    headers.add("ce_of_somebody_else", "x".getBytes(UTF_8));
    List.copyOf(CloudEvents.headers(EVENT, INCARNATION, 7).entrySet()).reversed()
        .forEach(header -> headers.add(header.getKey(), header.getValue()));
    assertThat(CloudEvents.read(headers, EVENT.data().getBytes(UTF_8)))
        .isEqualTo(new Delivered(EVENT, INCARNATION, 7));
    headers.add("ce_previous", "00000000000000000008".getBytes(UTF_8));
    assertThat(CloudEvents.place(headers).previous()).isEqualTo(8);
    headers.add("ce_previous", null);
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> CloudEvents.place(headers))
        .withMessageContaining("ce_previous");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0198C2F4-7c1d-7a10-8000-000000000001", "0198c2f4-7c1d-7a10-8000-00000000000g",
      "0198c2f4-7c1d-7a10-8000_000000000001", "0198c2f4-7c1d-7a10-8000-0000000000011"})
  void an_id_is_read_only_as_it_is_written(String id) {
    var headers = CloudEvents.headers(EVENT, INCARNATION, 7);
    headers.put("ce_partitionkey", id.getBytes(UTF_8));
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> read(headers, "{}"));
  }

  @Test
  void a_record_without_a_value_is_no_event() {
    var headers = CloudEvents.headers(EVENT, INCARNATION, 7);
    assertThatExceptionOfType(Malformed.class).isThrownBy(() -> CloudEvents.read(headers::get, null))
        .withMessageContaining("value");
  }

  @Test
  void an_event_of_a_type_not_yet_known_is_read() {
    var headers = CloudEvents.headers(EVENT, INCARNATION, 7);
    headers.put("ce_type", "tasklog.TaskArchived.v3".getBytes(UTF_8));
    var event = read(headers, "{}").event();
    assertThat(EventType.of(event.eventName(), event.version())).isEmpty();
    assertThat(event.ceType()).isEqualTo("tasklog.TaskArchived.v3");
  }

  @Test
  void as_json_it_has_an_attribute_for_each_header_and_its_data_as_it_is() {
    assertThat(CloudEvents.json(EVENT, INCARNATION, 7)).isEqualTo("{\"specversion\":\"1.0\""
        + ",\"id\":\"0198c2f4-7c1d-7a10-8000-000000000001\""
        + ",\"source\":\"/tasklog/0198c2f4-7c1d-7a10-8000-0000000000aa\""
        + ",\"type\":\"tasklog.TaskDeleted.v1\""
        + ",\"time\":\"2026-01-05T12:00:00.123456Z\""
        + ",\"recordedtime\":\"2026-01-05T12:00:01.123456Z\""
        + ",\"subject\":\"0198c2f4-7c1d-7a10-8000-000000000001\""
        + ",\"dataschema\":\"urn:tasklog:schema:tasklog.TaskDeleted.v1\""
        + ",\"partitionkey\":\"0198c2f4-7c1d-7a10-8000-000000000001\""
        + ",\"sequence\":\"00000000000000000042\""
        + ",\"previous\":\"00000000000000000007\""
        + ",\"commit\":\"00000000000000000043\""
        + ",\"authtype\":\"user\""
        + ",\"authid\":\"0198c2f4-7c1d-7a10-8000-000000000001\""
        + ",\"correlationid\":\"request\""
        + ",\"causationid\":\"command\""
        + ",\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\""
        + ",\"datacontenttype\":\"application/json\""
        + ",\"data\":{\"x\":\"😀\"}}");
  }

  @Property(tries = 300)
  void json_and_headers_say_the_same(@ForAll("delivered") Delivered delivered) {
    var event = delivered.event();
    var data = TasklogJson.mapper().writeValueAsString(Map.of("text", event.data()));
    var recorded = new RecordedEvent(event.position(), event.id(), event.eventName(), event.version(),
        event.owner(), event.occurredAt(), event.recordedAt(), event.actor(), event.subject(), event.commit(),
        event.correlationId(), event.causationId(), event.traceparent(), data);
    var json = TasklogJson.mapper()
        .readTree(CloudEvents.json(recorded, delivered.incarnation(), delivered.previous()));
    assertThat(json.propertyNames()).allMatch(name -> name.matches("[a-z0-9]{1,20}")); // CloudEvents 1.0, 3.1
    var headers = new HashMap<String, byte[]>();
    json.properties().stream().filter(attribute -> !attribute.getKey().equals("data"))
        .forEach(attribute -> headers.put(header(attribute.getKey()),
            attribute.getValue().stringValue().getBytes(UTF_8)));
    assertThat(Schemas.errors(headers)).isEmpty();
    assertThat(read(headers, data)).isEqualTo(
        new Delivered(recorded, delivered.incarnation(), delivered.previous()));
    assertThat(json.get("data").get("text").stringValue()).isEqualTo(event.data());
  }

  private static String header(String attribute) {
    return switch (attribute) {
      case "datacontenttype" -> "content-type";
      case "traceparent" -> attribute;
      default -> "ce_" + attribute;
    };
  }

  @Property
  void a_sequence_sorts_as_text_as_its_position_does(
      @ForAll @LongRange(min = 0) long one, @ForAll @LongRange(min = 0) long other) {
    assertThat(CloudEvents.sequence(one)).matches("[0-9]{20}");
    assertThat(Integer.signum(CloudEvents.sequence(one).compareTo(CloudEvents.sequence(other))))
        .isEqualTo(Long.compare(one, other));
  }

  private static Delivered read(Map<String, byte[]> headers, String data) {
    return CloudEvents.read(headers::get, data.getBytes(UTF_8));
  }

  private static List<String> text(Map<String, byte[]> headers) {
    return headers.entrySet().stream()
        .map(header -> header.getKey() + "=" + new String(header.getValue(), UTF_8))
        .toList();
  }
}
