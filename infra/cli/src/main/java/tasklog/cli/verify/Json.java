package tasklog.cli.verify;

import java.math.BigDecimal;
import java.util.TreeMap;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON value, whatever the order of its members and the blanks between them. Two are equal when they are written
 * alike, {@code 1.50} and {@code 1.5} are not; they have the same value when their numbers have.
 */
final class Json {

  /** The greatest number that {@code numeric} holds has 131,072 digits before the point and 16,383 behind it. */
  private static final int LONGEST_NUMBER = 150_000;

  static final JsonMapper MAPPER = JsonMapper
      .builder(JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(LONGEST_NUMBER)
              .maxStringLength(Integer.MAX_VALUE).maxNestingDepth(10_000).build())
          .build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
      .build();

  private final String text;

  private Json(String text) {
    this.text = text;
  }

  /** @throws tools.jackson.core.JacksonException when it is none */
  static Json parse(String text) {
    return of(MAPPER.readTree(text));
  }

  static Json of(JsonNode tree) {
    var text = new StringBuilder();
    write(tree, false, text);
    return new Json(text.toString());
  }

  boolean hasValueOf(Json other) {
    return text.equals(other.text) || byValue().equals(other.byValue());
  }

  /** A text that is the same for all that have the same value. */
  String byValue() {
    var value = new StringBuilder();
    write(MAPPER.readTree(text), true, value);
    return value.toString();
  }

  private static void write(JsonNode node, boolean byValue, StringBuilder out) {
    if (node.isObject()) {
      var members = new TreeMap<String, JsonNode>();
      node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      var separator = '{';
      for (var member : members.entrySet()) {
        out.append(separator).append(MAPPER.writeValueAsString(member.getKey())).append(':');
        write(member.getValue(), byValue, out);
        separator = ',';
      }
      out.append(members.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      var separator = '[';
      for (var element : node) {
        out.append(separator);
        write(element, byValue, out);
        separator = ',';
      }
      out.append(node.isEmpty() ? "[]" : "]");
    } else if (node.isNumber()) {
      out.append(byValue ? value(node.decimalValue()) : written(node.decimalValue()));
    } else {
      out.append(MAPPER.writeValueAsString(node));
    }
  }

  /** As {@code numeric} prints it: all digits, and as many places as were written. */
  private static String written(BigDecimal number) {
    return number.toPlainString();
  }

  private static String value(BigDecimal number) {
    return number.stripTrailingZeros().toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Json json && text.equals(json.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
