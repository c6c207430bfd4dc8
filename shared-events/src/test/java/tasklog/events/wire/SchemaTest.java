package tasklog.events.wire;

import static com.networknt.schema.InputFormat.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tasklog.events.Actor;
import tasklog.events.OwnerId;
import tasklog.events.TasklogEvent;
import tools.jackson.databind.node.ObjectNode;

/** The schemas are files that consumers get; they say what the records say, no more and no less. */
class SchemaTest {

  /** Writes the schemas anew instead of failing. */
  private static final boolean WRITE = System.getProperty("tasklog.schemas.write") != null;

  @Provide
  static Arbitrary<TasklogEvent> events() {
    return Generated.events();
  }

  @ParameterizedTest
  @EnumSource
  void a_schema_says_what_its_record_says(EventType type) throws IOException {
    if (WRITE) Files.writeString(Schemas.file(type), EventSchemas.text(type));
    assertThat(Schemas.file(type))
        .as("%s is not what its schema says. To write the schemas anew:%n"
            + "./mvnw -pl shared-events test -Dtest=SchemaTest -Dtasklog.schemas.write", type.eventClass())
        .hasContent(EventSchemas.text(type));
  }

  @Test
  void no_version_goes_missing() throws IOException {
    try (var files = Files.list(Schemas.FOLDER)) {
      assertThat(
          files.filter(file -> !Schemas.OTHERS.contains(file)).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Schemas.ofEvents());
    }
  }

  static Stream<Path> files() throws IOException {
    try (var files = Files.list(Schemas.FOLDER)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void a_schema_is_one_of_2020_12(Path schema) throws IOException {
    var meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
    assertThat(meta.validate(Files.readString(schema), JSON)).isEmpty();
  }

  static Stream<Arguments> states() {
    return Stream.of(
        Arguments.of(Schemas.CHECKPOINT, Samples.CHECKPOINT),
        Arguments.of(Schemas.CHECKPOINT, Checkpoint.start(new UUID(1, 2), 3)),
        Arguments.of(Schemas.HEARTBEAT, Samples.HEARTBEAT));
  }

  @ParameterizedTest
  @MethodSource("states")
  void the_schemas_of_what_is_beside_the_events_say_what_its_records_say(Path schema, Record state) {
    var json = TasklogJson.mapper().<ObjectNode>valueToTree(state);
    var properties = Schemas.tree(schema).required("properties");
    assertThat(Schemas.errors(schema, json)).isEmpty();
    assertThat(json.propertyNames()).containsExactlyElementsOf(properties.propertyNames());
    assertThat(json.propertyNames()).allSatisfy(member -> {
      var nullable = member.equals("event_id");
      assertThat(Schemas.errors(schema, json.deepCopy().putNull(member)).isEmpty()).isEqualTo(nullable);
      assertThat(Schemas.errors(schema, json.deepCopy().without(member)).isEmpty()).isEqualTo(nullable);
    });
  }

  @ParameterizedTest
  @EnumSource
  void a_schema_is_found_by_the_header_of_the_event(EventType type) {
    var id = new UUID(0, 1);
    var event = new RecordedEvent(1, id, type.eventName(), type.version(), new OwnerId(id), Instant.EPOCH,
        Instant.EPOCH, Actor.user(id), null, 1, null, null, null, "{}");
    var header = CloudEvents.headers(event, id, 0).get("ce_dataschema");
    assertThat(Schemas.tree(Schemas.file(type)).required("$id").stringValue())
        .isEqualTo(new String(header, UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void what_was_published_once_is_valid(EventType type) throws IOException {
    assertThat(Schemas.errors(type, GoldenEventTest.golden(type))).isEmpty();
  }

  @Property(tries = 500)
  void every_event_is_valid(@ForAll("events") TasklogEvent event) {
    var stored = EventJson.store(event);
    var type = EventType.of(event);
    assertThat(Schemas.errors(type, EventJson.data(stored.payload(), stored.taskIds()))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void an_event_with_members_of_a_later_time_is_valid(EventType type) {
    assertThat(Schemas.errors(type, tree(type).putNull("of_a_later_time").toString())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void an_event_without_a_member_is_not_valid_unless_that_may_be_null(EventType type) {
    assertThat(tree(type).propertyNames()).allSatisfy(member -> {
      var nullable = member.equals("due_at") || member.equals("completed_at");
      assertThat(Schemas.errors(type, tree(type).without(member).toString()).isEmpty()).isEqualTo(nullable);
      assertThat(Schemas.errors(type, tree(type).putNull(member).toString()).isEmpty()).isEqualTo(nullable);
    });
  }

  @ParameterizedTest
  @CsvSource({"title, 1, 200", "description, 0, 20000"})
  void lengths_are_counted_in_code_points(String member, int min, int max) {
    for (var text : new String[]{"a", "😀", "\n", "\u0301"}) {
      assertThat(created(member, json(text.repeat(min)))).isTrue();
      assertThat(created(member, json(text.repeat(max)))).isTrue();
      assertThat(created(member, json(text.repeat(max + 1)))).isFalse();
    }
    assertThat(created(member, "\"\"")).isEqualTo(min == 0);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "owner|\"x\"", "owner|7", "task_id|\"\"", "status|\"done\"", "status|\"PENDING\"", "priority|2",
      "title|7",
      "due_at|\"2026-01-05T12:00:00Z\"", "due_at|\"2026-01-05T12:00:00.1234567Z\"", "due_at|\"\"",
      "due_at|\"2026-01-05T12:00:00.123456+00:00\"", "due_at|\"2026-02-30T12:00:00.123456Z\"",
      "due_at|1767614400", "attributes|\"{}\"", "attributes|[]", "tag_ids|[\"x\"]", "tag_ids|[null]",
      "tag_ids|{}"})
  void what_no_event_says_is_not_valid(String member, String json) {
    assertThat(created(member, json)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"TASK_CREATED, tag_ids, 0, 50", "TASKS_DELETED, task_ids, 1, 1000",
      "TASKS_UNTAGGED, task_ids, 1, 1000"})
  void lists_of_ids_have_bounds_and_name_each_once(EventType type, String member, int min, int max) {
    assertThat(ids(type, member, min)).isTrue();
    assertThat(ids(type, member, max)).isTrue();
    assertThat(ids(type, member, max + 1)).isFalse();
    assertThat(ids(type, member, 0)).isEqualTo(min == 0);
    var twice = tree(type);
    twice.putArray(member).add(new UUID(0, 1).toString()).add(new UUID(0, 1).toString());
    assertThat(Schemas.errors(type, twice.toString())).isNotEmpty();
  }

  private static boolean ids(EventType type, String member, int count) {
    var event = tree(type);
    var ids = event.putArray(member);
    for (var id = 0; id < count; id++) {
      ids.add(new UUID(0, id).toString());
    }
    return Schemas.errors(type, event.toString()).isEmpty();
  }

  private static boolean created(String member, String json) {
    var event = tree(EventType.TASK_CREATED);
    event.set(member, TasklogJson.mapper().readTree(json));
    return Schemas.errors(EventType.TASK_CREATED, event.toString()).isEmpty();
  }

  private static String json(String text) {
    return TasklogJson.mapper().writeValueAsString(text);
  }

  private static ObjectNode tree(EventType type) {
    return TasklogJson.mapper().valueToTree(Samples.of(type));
  }
}
