package tasklog.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.Attributes;
import tasklog.testkit.TestPostgres;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The read side keeps attributes as {@code jsonb}, which has its own order, numbers and escapes. */
class AttributesJsonbTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final JdbcClient DATABASE = JdbcClient
      .create(TestPostgres.newDatabase("jsonb").dataSource());

  @Property(tries = 15)
  void attributes_survive_jsonb(@ForAll("lists") List<ObjectNode> objects) {
    var attributes = objects.stream().map(Attributes::of).toList();
    assertThat(throughJsonb(attributes)).isEqualTo(attributes);
  }

  @Test
  void the_longest_numbers_survive_jsonb() {
    var attributes = List.of(Attributes.parse("{\"n\":1e9999}"), Attributes.parse("{\"n\":-1.5e-9998}"));
    assertThat(throughJsonb(attributes)).isEqualTo(attributes);
  }

  private static List<Attributes> throughJsonb(List<Attributes> attributes) {
    return DATABASE
        .sql("SELECT json::jsonb::text FROM unnest(:all::text[]) WITH ORDINALITY a (json, n) ORDER BY n")
        .param("all", attributes.stream().map(Attributes::json).toArray(String[]::new))
        .query((row, _) -> Attributes.parse(Objects.requireNonNull(row.getString(1)))).list();
  }

  @Provide
  static Arbitrary<List<ObjectNode>> lists() {
    return object(3).list().ofMinSize(20).ofMaxSize(60);
  }

  private static Arbitrary<ObjectNode> object(int depth) {
    return Combinators.combine(text(), value(depth - 1)).as(Map::entry).list().ofMaxSize(4).map(members -> {
      var object = JSON.objectNode();
      members.forEach(member -> object.set(member.getKey(), member.getValue()));
      return object;
    });
  }

  private static Arbitrary<JsonNode> value(int depth) {
    var scalar = Arbitraries.<JsonNode>oneOf(
        text().map(JSON::stringNode),
        Arbitraries.of(JSON.nullNode(), JSON.booleanNode(true), JSON.booleanNode(false)),
        Combinators.combine(Arbitraries.bigIntegers(), Arbitraries.integers().between(-400, 400))
            .as((BigInteger unscaled, Integer scale) -> JSON.numberNode(new BigDecimal(unscaled, scale))));
    return depth == 0
        ? scalar
        : Arbitraries.oneOf(scalar, object(depth).map(JsonNode.class::cast),
            value(depth - 1).list().ofMaxSize(3).map(elements -> JSON.arrayNode().addAll(elements)));
  }

  /** Any text that a task may hold. */
  private static Arbitrary<String> text() {
    return Arbitraries.integers().between(1, Character.MAX_CODE_POINT)
        .filter(it -> it < Character.MIN_SURROGATE || it > Character.MAX_SURROGATE)
        .list().ofMaxSize(5)
        .map(it -> it.stream()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString());
  }
}
