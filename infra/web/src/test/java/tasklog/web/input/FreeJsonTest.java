package tasklog.web.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.Attributes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class FreeJsonTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @Provide
  static Arbitrary<BigDecimal> decimals() {
    return Arbitraries.bigDecimals().ofScale(8)
        .flatMap(number -> Arbitraries.integers().between(-400, 400).map(number::scaleByPowerOfTen));
  }

  @Provide
  static Arbitrary<ObjectNode> objects() {
    return object(3);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().withChars('a', '"', '\\', '/', '\n', '\u0001', '\u007f', 'é', '漢', '\u2028')
        .ofMaxLength(8).map(text -> text.length() == 3 ? text + "😀" : text);
  }

  private static Arbitrary<ObjectNode> object(int depth) {
    return Arbitraries.maps(texts(), value(depth)).ofMaxSize(4).map(members -> {
      var object = JSON.objectNode();
      members.forEach(object::set);
      return object;
    });
  }

  private static Arbitrary<JsonNode> value(int depth) {
    Arbitrary<JsonNode> scalar = Arbitraries.oneOf(
        texts().map(JSON::stringNode),
        decimals().map(JSON::numberNode),
        Arbitraries.longs().map(JSON::numberNode),
        Arbitraries.of(true, false).map(JSON::booleanNode),
        Arbitraries.just(JSON.nullNode()));
    return depth == 0
        ? scalar
        : Arbitraries.oneOf(
            scalar,
            Arbitraries.lazy(() -> object(depth - 1)).map(object -> object),
            Arbitraries.lazy(() -> value(depth - 1)).list().ofMaxSize(3).map(elements -> {
              var array = JSON.arrayNode();
              elements.forEach(array::add);
              return array;
            }));
  }

  @Property(tries = 300)
  void the_length_is_that_of_the_canonical_text(@ForAll("objects") ObjectNode object) {
    var length = Attributes.of(object).json().getBytes(UTF_8).length;
    assertThat(FreeJson.read(object, "/a", length, new Findings())).isSameAs(object);
    assertThat(FreeJson.read(object, "/a", length - 1, new Findings())).isNull();
  }

  @Property
  void the_length_of_a_number_is_that_of_its_plain_text(@ForAll("decimals") BigDecimal number) {
    assertThat(FreeJson.plainLength(number)).isEqualTo(number.toPlainString().length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0E+5", "0E-5", "0.00", "-0.0", "1E+2", "1E-2", "12.5", "-12.5", "100"})
  void the_length_of_a_number_counts_its_zeros(String number) {
    var decimal = new BigDecimal(number);
    assertThat(FreeJson.plainLength(decimal)).isEqualTo(decimal.toPlainString().length());
  }

  @ParameterizedTest
  @CsvSource({
      "1e9999, true",
      "1e-9999, true",
      "1e10000, false",
      "1e-10000, false",
      "1e131072, false",
      "1e2147483647, false",
      "1e-2147483647, false"})
  void a_number_that_cannot_be_kept_is_named(String number, boolean kept) {
    var json = "{\"attributes\":{\"a\":[{\"n\":" + number + "}]}}";
    if (kept) {
      assertThat(BodyTest.value(json, body -> body.object("attributes"))).isNotNull();
    } else {
      assertThat(BodyTest.errors(json, body -> body.object("attributes")))
          .containsExactly("/attributes/a/0/n number_out_of_range");
    }
  }

  @Test
  void many_short_numbers_that_are_long_when_written_plainly_are_too_large() {
    var json = "{\"attributes\":{\"a\":[1e9000,1e9000]}}";
    assertThat(BodyTest.errors(json, body -> body.object("attributes")))
        .containsExactly("/attributes too_large");
  }

  @Test
  void characters_are_looked_at_in_names_and_values_at_any_depth() {
    var json = "{\"attributes\":{\"a\\u0000\":1,\"b\":[\"\\ud800\"],\"c\":{\"\\udc00\":{}}}}";
    assertThat(BodyTest.errors(json, body -> body.object("attributes"))).containsExactly(
        "/attributes/a\0 character_not_allowed",
        "/attributes/b/0 character_not_allowed",
        "/attributes/c/? character_not_allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"{}\""})
  void nothing_but_an_object_is_an_object(String json) {
    assertThat(BodyTest.errors("{\"attributes\":" + json + "}", body -> body.object("attributes")))
        .containsExactly("/attributes wrong_type");
  }

  @Test
  void nulls_in_it_are_kept() {
    assertThat(BodyTest.value("{\"attributes\":{\"a\":null}}", body -> body.object("attributes")))
        .hasToString("{\"a\":null}");
  }
}
