package tasklog.events.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tasklog.events.wire.SchemaCompatibility.Breach;
import tasklog.events.wire.SchemaCompatibility.Rule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The guard of the contract, on changes to the real schema of TaskCreated. */
class SchemaCompatibilityTest {

  private static final String ADDED = "{\"type\":[\"string\",\"null\"],\"maxLength\":9}";

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "/$id|\"urn:other\"|``|IDENTITY",
      "/$schema|\"http://json-schema.org/draft-07/schema#\"|``|IDENTITY",
      "/type|\"array\"|``|TYPE",
      "/additionalProperties|false|``|CLOSED",
      "/required/-|\"due_at\"|due_at|REQUIRED",
      "/required|[\"owner\",\"task_id\",\"description\",\"status\",\"priority\",\"tag_ids\",\"attributes\"]|title|REQUIRED",
      "/properties/title|absent|title|REMOVED",
      "/properties/title/type|\"integer\"|title|TYPE",
      "/properties/title/type|[\"string\",\"null\"]|title|TYPE",
      "/properties/due_at/type|\"string\"|due_at|TYPE",
      "/properties/title/minLength|0|title|BOUND",
      "/properties/title/minLength|2|title|BOUND",
      "/properties/title/maxLength|100|title|BOUND",
      "/properties/title/maxLength|300|title|BOUND",
      "/properties/title/maxLength|absent|title|BOUND",
      "/properties/owner/maxLength|36|owner|BOUND",
      "/properties/tag_ids/minItems|1|tag_ids|BOUND",
      "/properties/tag_ids/maxItems|100|tag_ids|BOUND",
      "/properties/tag_ids/uniqueItems|false|tag_ids|BOUND",
      "/properties/tag_ids/items|absent|tag_ids|TYPE",
      "/properties/tag_ids/items/type|\"integer\"|tag_ids[]|TYPE",
      "/properties/tag_ids/items/format|absent|tag_ids[]|FORM",
      "/properties/status/enum/-|\"blocked\"|status|WORDS",
      "/properties/status/enum|[\"pending\",\"in_progress\",\"completed\"]|status|WORDS",
      "/properties/priority/enum|absent|priority|WORDS",
      "/properties/due_at/pattern|absent|due_at|FORM",
      "/properties/due_at/format|\"date\"|due_at|FORM",
      "/properties/owner/format|\"uri\"|owner|FORM",
      "/properties/title/const|\"x\"|title|UNKNOWN_KEYWORD",
      "/properties/attributes/additionalProperties|false|attributes|CLOSED",
      "/patternProperties|{}|``|UNKNOWN_KEYWORD",
      "/properties/added|{\"type\":\"string\"}|added|ADDED_WITHOUT_NULL",
      "/properties/added|{}|added|ADDED_WITHOUT_NULL",
      "/properties/added|{\"type\":[\"array\",\"null\"],\"items\":{\"$ref\":\"#\"}}|added[]|UNKNOWN_KEYWORD"})
  void what_breaks_a_reader_is_named(String pointer, String value, String member, Rule rule) {
    var changed = changed(pointer, value);
    assertThat(SchemaCompatibility.breaches(released(), changed)).containsExactly(new Breach(member, rule));
  }

  @Test
  void a_member_that_has_another_name_is_gone() {
    var changed = changed("/properties/due_at", "absent");
    properties(changed).set("due", released().at("/properties/due_at"));
    assertThat(SchemaCompatibility.breaches(released(), changed))
        .containsExactly(new Breach("due_at", Rule.REMOVED));
  }

  @Test
  void an_added_member_that_is_required_is_named() {
    var changed = changed("/properties/added", ADDED);
    ((ArrayNode) changed.required("required")).add("added");
    assertThat(SchemaCompatibility.breaches(released(), changed))
        .containsExactly(new Breach("added", Rule.ADDED_REQUIRED));
  }

  @Test
  void an_added_member_may_not_go_again() {
    assertThat(SchemaCompatibility.breaches(changed("/properties/added", ADDED), released()))
        .containsExactly(new Breach("added", Rule.REMOVED));
  }

  @Test
  void a_schema_agrees_with_itself() {
    assertThat(SchemaCompatibility.breaches(released(), released())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "/title|\"Other\"",
      "/properties/title/description|\"Other\"",
      "/properties/status/enum|[\"cancelled\",\"completed\",\"in_progress\",\"pending\"]",
      "/properties/due_at/type|[\"null\",\"string\"]",
      "/additionalProperties|absent",
      "/properties/added|{\"type\":\"null\"}",
      "/properties/added|" + ADDED})
  void what_breaks_nobody_passes(String pointer, String value) {
    assertThat(SchemaCompatibility.breaches(released(), changed(pointer, value))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"x\""})
  void readers_of_both_ages_read_events_of_both_ages_when_a_member_was_added(String value)
      throws IOException {
    var older = TasklogJson.mapper().readTree(GoldenEventTest.golden(EventType.TASK_CREATED));
    var newer = older.deepCopy();
    ((ObjectNode) newer).set("added", TasklogJson.mapper().readTree(value));
    assertThat(valid(released(), newer)).isTrue();
    assertThat(valid(changed("/properties/added", ADDED), older)).isTrue();
    assertThat(valid(changed("/properties/added", ADDED), newer)).isTrue();
  }

  private static boolean valid(JsonNode schema, JsonNode event) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema)
        .validate(event).isEmpty();
  }

  private static JsonNode released() {
    return Schemas.tree(Schemas.file(EventType.TASK_CREATED));
  }

  /** The schema with something else at a place: {@code -} stands for behind the last, {@code absent} for nothing. */
  private static JsonNode changed(String pointer, String value) {
    var schema = released();
    var parent = schema.at(pointer.substring(0, pointer.lastIndexOf('/')));
    var member = pointer.substring(pointer.lastIndexOf('/') + 1);
    if (parent instanceof ArrayNode array) {
      array.add(TasklogJson.mapper().readTree(value));
    } else if (value.equals("absent")) {
      ((ObjectNode) parent).remove(member);
    } else {
      ((ObjectNode) parent).set(member, TasklogJson.mapper().readTree(value));
    }
    return schema;
  }

  private static ObjectNode properties(JsonNode schema) {
    return (ObjectNode) schema.required("properties");
  }
}
