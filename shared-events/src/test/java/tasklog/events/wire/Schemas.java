package tasklog.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The schemas of the contract, as a consumer would use them. */
final class Schemas {

  static final Path FOLDER = Path.of("src/main/resources/schemas");
  static final Path HEADERS = FOLDER.resolve("headers.json");
  static final Path CHECKPOINT = FOLDER.resolve("checkpoint.json");
  static final Path HEARTBEAT = FOLDER.resolve("heartbeat.json");

  /** Of what is beside the events. */
  static final Set<Path> OTHERS = Set.of(HEADERS, CHECKPOINT, HEARTBEAT);

  private static final SchemaRegistry REGISTRY = SchemaRegistry
      .withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<Path, Schema> SCHEMAS = new ConcurrentHashMap<>();

  private Schemas() {}

  /** A name for each event in each of its versions: what was published once stays readable. */
  static List<String> ofEvents() {
    return Arrays.stream(EventType.values())
        .flatMap(type -> IntStream.rangeClosed(1, type.version())
            .mapToObj(version -> EventType.ceType(type.eventName(), version) + ".json"))
        .toList();
  }

  static Path file(EventType type) {
    return FOLDER.resolve(type.ceType() + ".json");
  }

  /** What is wrong with the value of a record. */
  static List<Error> errors(EventType type, String data) {
    return errors(file(type), TasklogJson.mapper().readTree(data));
  }

  /** What is wrong with the headers of a record. */
  static List<Error> errors(Map<String, byte[]> headers) {
    var object = JsonNodeFactory.instance.objectNode();
    headers.forEach((name, value) -> object.put(name, new String(value, UTF_8)));
    return errors(HEADERS, object);
  }

  static List<Error> errors(Path schema, JsonNode instance) {
    return SCHEMAS.computeIfAbsent(schema, file -> REGISTRY.getSchema(tree(file))).validate(instance,
        execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  static JsonNode tree(Path file) {
    try {
      return TasklogJson.mapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
