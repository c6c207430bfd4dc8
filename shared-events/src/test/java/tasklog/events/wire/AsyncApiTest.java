package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The document for tools names each event with its schema, the headers and the topics, and nothing else. */
class AsyncApiTest {

  private static final Path FILE = Path.of("../infra/docs/asyncapi.yaml");
  private static final JsonNode DOCUMENT = YAMLMapper.shared().readTree(FILE);

  @Test
  void its_channels_are_the_topics() {
    assertThat(addresses("g{generation}", "g7"))
        .containsExactly(Topics.events(7), Topics.checkpoints(7));
    assertThat(at("/components/parameters/generation/default").stringValue()).isEqualTo("1");
  }

  @Test
  void the_channel_of_events_carries_every_type_in_every_version_with_its_schema() {
    assertThat(messages("events").map(message -> message.required("name").stringValue() + ".json"))
        .containsExactlyElementsOf(Schemas.ofEvents());
    assertThat(messages("events")).allSatisfy(message -> {
      var schema = Schemas.FOLDER.resolve(message.required("name").stringValue() + ".json");
      assertThat(file(message.required("payload"))).isEqualTo(normal(schema));
      assertThat(message.required("summary")).isEqualTo(Schemas.tree(schema).required("description"));
      var trait = resolved(message.required("traits").get(0));
      assertThat(file(trait.required("headers"))).isEqualTo(normal(Schemas.HEADERS));
    });
  }

  @Test
  void the_channel_of_checkpoints_carries_checkpoint_and_heartbeat() {
    assertThat(messages("checkpoints").map(message -> message.required("name").stringValue()))
        .containsExactly(Checkpoint.KEY, Heartbeat.KEY);
    assertThat(messages("checkpoints").map(message -> file(message.required("payload"))))
        .containsExactly(normal(Schemas.CHECKPOINT), normal(Schemas.HEARTBEAT));
  }

  @Test
  void no_message_is_without_a_channel() {
    assertThat(Stream.of("events", "checkpoints").flatMap(AsyncApiTest::messages))
        .containsExactlyElementsOf(at("/components/messages").values());
  }

  private static List<String> addresses(String template, String generation) {
    return at("/channels").valueStream()
        .map(channel -> channel.required("address").stringValue().replace(template, generation)).toList();
  }

  private static Stream<JsonNode> messages(String channel) {
    return at("/channels/" + channel + "/messages").valueStream().map(AsyncApiTest::resolved);
  }

  private static JsonNode resolved(JsonNode reference) {
    return at(reference.required("$ref").stringValue().substring(1));
  }

  private static Path file(JsonNode reference) {
    return normal(FILE.resolveSibling(reference.required("$ref").stringValue()));
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static JsonNode at(String pointer) {
    var found = DOCUMENT.at(pointer);
    assertThat(found.isMissingNode()).as(pointer).isFalse();
    return found;
  }
}
