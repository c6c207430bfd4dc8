package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Attributes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class AttributesTest {

  @Provide
  static Arbitrary<ObjectNode> objects() {
    return Generated.objects();
  }

  @Provide
  static Arbitrary<BigDecimal> numbers() {
    return Generated.numbers();
  }

  @Property(tries = 500)
  void the_canonical_form_of_a_canonical_form_is_itself(@ForAll("objects") ObjectNode object) {
    var canonical = Attributes.of(object);
    assertThat(Attributes.parse(canonical.json())).isEqualTo(canonical);
    assertThat(Attributes.of(canonical.toTree())).isEqualTo(canonical);
  }

  @Property(tries = 500)
  void the_order_of_members_does_not_matter(@ForAll("objects") ObjectNode object, @ForAll Random random) {
    assertThat(Attributes.of((ObjectNode) shuffled(object, random))).isEqualTo(Attributes.of(object));
  }

  @Property(tries = 500)
  void an_event_carries_the_canonical_form(@ForAll("objects") ObjectNode object) {
    var attributes = Attributes.of(object);
    var json = TasklogJson.mapper().writeValueAsString(attributes);
    assertThat(json).isEqualTo(attributes.json());
    assertThat(TasklogJson.mapper().readValue(json, Attributes.class)).isEqualTo(attributes);
  }

  @Property(tries = 500)
  void a_number_keeps_value_and_scale(@ForAll("numbers") BigDecimal number) {
    var attributes = Attributes.parse("{\"n\":" + number + "}");
    assertThat(attributes.json()).isEqualTo("{\"n\":" + number.toPlainString() + "}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{}|{}",
      "{ \"b\" : 1 , \"a\" : [ 2 , { \"d\":1, \"c\":2 } ] }|{\"a\":[2,{\"c\":2,\"d\":1}],\"b\":1}",
      "{\"n\":1.50}|{\"n\":1.50}",
      "{\"n\":1e2}|{\"n\":100}",
      "{\"n\":1.0E-3}|{\"n\":0.0010}",
      "{\"n\":0e5}|{\"n\":0}",
      "{\"n\":-0}|{\"n\":0}",
      "{\"n\":-0.0}|{\"n\":0.0}",
      "{\"n\":12345678901234567890123}|{\"n\":12345678901234567890123}",
      "{\"\\u00fc/\\/\":\"\\ud83d\\ude00\\b\"}|{\"ü//\":\"😀\\b\"}",
      "{\"\uffff\":1,\"😀\":2}|{\"😀\":2,\"\uffff\":1}"})
  void the_canonical_form_is(String json, String canonical) {
    assertThat(Attributes.parse(json).json()).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e9999", "1e-9999", "1e1000"})
  void a_long_number_is_read_again(String number) {
    var attributes = Attributes.parse("{\"n\":" + number + "}");
    assertThat(Attributes.parse(attributes.json())).isEqualTo(attributes);
    assertThat(TasklogJson.mapper().readValue(attributes.json(), Attributes.class)).isEqualTo(attributes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "null", "{", "{\"n\":1e10000}", "{\"n\":1e-10000}",
      "{\"n\":1e999999999}",
      "{\"a\":1,\"a\":2}"})
  void what_has_no_canonical_form_is_refused(String json) {
    assertThatThrownBy(() -> Attributes.parse(json)).isInstanceOf(JacksonException.class);
  }

  private static JsonNode shuffled(JsonNode node, Random random) {
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      node.forEach(element -> array.add(shuffled(element, random)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    var members = new ArrayList<>(node.properties());
    Collections.shuffle(members, random);
    var object = JsonNodeFactory.instance.objectNode();
    members.forEach(member -> object.set(member.getKey(), shuffled(member.getValue(), random)));
    return object;
  }
}
