package tasklog.e2e;

import static com.networknt.schema.InputFormat.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tasklog.e2e.PublishedStream.Record;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;

/**
 * What infra/docs/events.md promises, on the stream of real services: events of every type, made by requests, beside
 * whatever other tests have had them do.
 */
class StreamContractIT {

  private static final String SCHEMA = "urn:tasklog:schema:";
  private static final SchemaRegistry REGISTRY = SchemaRegistry
      .withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private static final PublishedStream STREAM = stream();

  private static PublishedStream stream() {
    var services = Services.shared();
    EveryEvent.make(services.client(), services.administrator());
    return PublishedStream.of(services.generation());
  }

  @Test
  void every_type_of_event_is_there() {
    assertThat(
        STREAM.records().stream().map(record -> record.headers().get("ce_type")).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Stream.of(EventType.values()).map(EventType::ceType).toList());
  }

  @Test
  void every_value_is_as_the_schema_says_that_its_header_names() {
    assertThat(STREAM.records()).allSatisfy(record -> {
      var schema = record.headers().get("ce_dataschema");
      assertThat(schema).isEqualTo(SCHEMA + record.headers().get("ce_type"));
      assertThat(errors(schema, new String(record.kafka().value(), UTF_8))).isEmpty();
    });
  }

  @Test
  void all_headers_are_as_their_schema_says() {
    assertThat(STREAM.records()).allSatisfy(record -> assertThat(
        errors(SCHEMA + "headers", Client.JSON.writeValueAsString(record.headers()))).isEmpty());
  }

  @Test
  void key_partition_key_and_owner_are_the_same() {
    assertThat(STREAM.records()).allSatisfy(record -> {
      var owner = Client.JSON.readTree(record.kafka().value()).get("owner").stringValue();
      assertThat(record.kafka().key()).asString(UTF_8).isEqualTo(owner);
      assertThat(record.headers()).containsEntry("ce_partitionkey", owner);
    });
  }

  @Test
  void all_events_of_an_owner_are_on_one_partition() {
    var homes = new HashMap<String, Integer>();
    assertThat(STREAM.records()).allSatisfy(record -> assertThat(record.kafka().partition())
        .isEqualTo(
            homes.computeIfAbsent(record.headers().get("ce_partitionkey"), _ -> record.kafka().partition())));
  }

  @Test
  void each_event_names_the_one_before_it_on_its_partition_from_the_first_on() {
    assertThat(STREAM.byPartition().values()).allSatisfy(records -> {
      assertThat(records).extracting(Record::position).isSorted().doesNotHaveDuplicates();
      assertThat(records).extracting(record -> record.delivered().previous()).containsExactlyElementsOf(
          Stream.concat(Stream.of(0L), records.stream().map(Record::position)).limit(records.size())
              .toList());
    });
  }

  @Test
  void positions_are_dense_up_to_the_head_and_each_is_there_once() {
    assertThat(ordered()).extracting(RecordedEvent::position)
        .startsWith(LongStream.rangeClosed(1, STREAM.heartbeat().head()).boxed().toArray(Long[]::new))
        .doesNotHaveDuplicates();
    assertThat(ordered()).extracting(RecordedEvent::id).doesNotHaveDuplicates();
  }

  @Test
  void an_append_is_whole_and_nothing_comes_between_its_events() {
    assertThat(STREAM.byPartition().values()).allSatisfy(records -> {
      for (int i = 0; i < records.size(); i++) {
        var event = records.get(i).delivered().event();
        if (event.position() == event.commit()) continue;
        var next = records.get(i + 1).delivered().event();
        assertThat(next.position()).isEqualTo(event.position() + 1);
        assertThat(next.commit()).isEqualTo(event.commit());
        assertThat(next.owner()).isEqualTo(event.owner());
      }
    });
    assertThat(ordered()).anySatisfy(event -> assertThat(event.commit()).isGreaterThan(event.position()));
  }

  @Test
  void times_of_recording_never_go_back_and_all_is_of_one_log() {
    assertThat(ordered()).extracting(RecordedEvent::recordedAt).isSorted();
    assertThat(STREAM.records().stream().map(record -> record.delivered().incarnation()).distinct())
        .containsExactly(STREAM.heartbeat().incarnation());
  }

  @Test
  void a_heartbeat_tells_the_last_position_of_each_partition() {
    var last = STREAM.heartbeat().last();
    var partitions = STREAM.byPartition();
    for (int partition = 0; partition < last.size(); partition++) {
      assertThat(partitions.getOrDefault(partition, List.of()).stream().map(Record::position)
          .filter(position -> position <= STREAM.heartbeat().head()).max(Long::compare).orElse(0L))
          .isEqualTo(last.get(partition));
    }
  }

  private static List<RecordedEvent> ordered() {
    return STREAM.records().stream().sorted((one, other) -> Long.compare(one.position(), other.position()))
        .map(record -> record.delivered().event()).toList();
  }

  private static List<Error> errors(String schema, String json) {
    return SCHEMAS.computeIfAbsent(schema, StreamContractIT::schema).validate(Client.JSON.readTree(json),
        execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  /** As the released module carries it. */
  private static Schema schema(String id) {
    var name = "/schemas/" + id.substring(SCHEMA.length()) + ".json";
    try (var file = Objects.requireNonNull(EventType.class.getResourceAsStream(name), name)) {
      return REGISTRY.getSchema(new String(file.readAllBytes(), UTF_8), JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
