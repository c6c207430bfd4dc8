package tasklog.events;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A JSON object of the client's own, in canonical form, so that equal objects are equal text on both sides of the
 * stream and after a round trip through {@code jsonb}: compact, members sorted by name (UTF-16 code units, as in
 * RFC 8785), numbers as plain decimals that keep their scale ({@code 1.50}, {@code 1e2} becomes {@code 100}).
 *
 * @param json the canonical text
 */
public record Attributes(String json) {

  /** The longest canonical text, in bytes of UTF-8. */
  public static final int MAX_BYTES = 16 * 1024;

  public static final Attributes NONE = new Attributes("{}");

  /** For whoever reads JSON that holds attributes: one number alone may fill them. */
  public static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
      .maxNumberLength(MAX_BYTES).build();

  private static final JsonMapper MAPPER = JsonMapper
      .builder(JsonFactory.builder().streamReadConstraints(LIMITS).build())
      .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  /**
   * Canonical form of an object whose numbers are exact ({@link BigDecimal}, integers).
   *
   * @throws JacksonException when a number has more than 9,999 digits after the point or zeros before it
   */
  public static Attributes of(ObjectNode object) {
    return object.isEmpty() ? NONE : new Attributes(MAPPER.writeValueAsString(sorted(object)));
  }

  /**
   * Canonical form of a JSON text, as {@code jsonb} prints it, for one.
   *
   * @throws JacksonException when it is not an object, or has no canonical form
   */
  public static Attributes parse(String json) {
    return json.equals("{}") ? NONE : of(MAPPER.readTree(json).asObject());
  }

  /** Whether the canonical text keeps within {@link #MAX_BYTES}. */
  public boolean fits() {
    return json.length() <= MAX_BYTES && json.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
  }

  public ObjectNode toTree() {
    return MAPPER.readTree(json).asObject();
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      var members = new TreeMap<String, JsonNode>();
      node.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
      var object = MAPPER.createObjectNode();
      members.forEach(object::set);
      return object;
    }
    if (node.isArray()) {
      var array = MAPPER.createArrayNode();
      node.forEach(element -> array.add(sorted(element)));
      return array;
    }
    return node;
  }
}
