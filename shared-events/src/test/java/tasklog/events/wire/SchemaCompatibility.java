package tasklog.events.wire;

import static tasklog.events.wire.SchemaCompatibility.Rule.ADDED_REQUIRED;
import static tasklog.events.wire.SchemaCompatibility.Rule.ADDED_WITHOUT_NULL;
import static tasklog.events.wire.SchemaCompatibility.Rule.BOUND;
import static tasklog.events.wire.SchemaCompatibility.Rule.CLOSED;
import static tasklog.events.wire.SchemaCompatibility.Rule.FORM;
import static tasklog.events.wire.SchemaCompatibility.Rule.IDENTITY;
import static tasklog.events.wire.SchemaCompatibility.Rule.REMOVED;
import static tasklog.events.wire.SchemaCompatibility.Rule.REQUIRED;
import static tasklog.events.wire.SchemaCompatibility.Rule.TYPE;
import static tasklog.events.wire.SchemaCompatibility.Rule.UNKNOWN_KEYWORD;
import static tasklog.events.wire.SchemaCompatibility.Rule.WORDS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether readers with a released schema read today's events, and readers with today's schema read released events: so
 * it is when nothing but optional members that may be null was added. It knows the keywords that the schemas use, and
 * refuses any other, since it could not judge it.
 */
final class SchemaCompatibility {

  enum Rule {
    IDENTITY("a schema keeps its identity and dialect"),
    REMOVED("a released member is never removed or renamed"),
    TYPE("a type never changes"),
    REQUIRED("a member never becomes required or optional"),
    WORDS("words are never added, nor removed: older readers would meet the new, newer ones the old"),
    BOUND("a bound never moves: outwards breaks older readers, inwards newer ones"),
    FORM("a format or pattern never changes"),
    ADDED_REQUIRED("an added member is optional: older events do not have it"),
    ADDED_WITHOUT_NULL("an added member may be null"),
    CLOSED("an object stays open: older readers would refuse what is added"),
    UNKNOWN_KEYWORD("a keyword that compatibility is not decided for");

    private final String text;

    Rule(String text) {
      this.text = text;
    }
  }

  /** @param member its place, {@code task_ids[]} for the elements of an array, empty for the event itself */
  record Breach(String member, Rule rule) {
    @Override
    public String toString() {
      return (member.isEmpty() ? "the event" : "member " + member) + ": " + rule.text;
    }
  }

  private static final Set<String> WITHOUT_EFFECT = Set.of("title", "description");
  private static final Map<String, Rule> UNCHANGED = Map.ofEntries(
      Map.entry("$schema", IDENTITY), Map.entry("$id", IDENTITY), Map.entry("type", TYPE),
      Map.entry("enum", WORDS),
      Map.entry("format", FORM), Map.entry("pattern", FORM), Map.entry("minLength", BOUND),
      Map.entry("maxLength", BOUND), Map.entry("minItems", BOUND), Map.entry("maxItems", BOUND),
      Map.entry("uniqueItems", BOUND));
  private static final Set<String> NESTED = Set.of("properties", "required", "items", "additionalProperties");

  private final List<Breach> breaches = new ArrayList<>();

  private SchemaCompatibility() {}

  /** What keeps the readers of one schema from the events of the other; empty when nothing does. */
  static List<Breach> breaches(JsonNode released, JsonNode current) {
    var check = new SchemaCompatibility();
    check.compare("", released, current);
    return check.breaches;
  }

  private void compare(String place, JsonNode released, JsonNode current) {
    inspect(place, current);
    UNCHANGED.forEach((keyword, rule) -> check(
        equal(released.get(keyword), current.get(keyword)), place, rule));
    for (var member : released.path("properties").propertyNames()) {
      compareMember(within(place, member), member, released, current);
    }
    for (var member : current.path("properties").propertyNames()) {
      if (!released.path("properties").has(member)) added(within(place, member), member, current);
    }
    check(released.has("items") == current.has("items"), place, TYPE);
    if (released.has("items") && current.has("items")) {
      compare(place + "[]", released.get("items"), current.get("items"));
    }
  }

  private void compareMember(String place, String member, JsonNode released, JsonNode current) {
    if (!current.path("properties").has(member)) {
      check(false, place, REMOVED);
      return;
    }
    check(isRequired(member, released) == isRequired(member, current), place, REQUIRED);
    compare(place, released.get("properties").get(member), current.get("properties").get(member));
  }

  private void added(String place, String member, JsonNode current) {
    var schema = current.get("properties").get(member);
    check(!isRequired(member, current), place, ADDED_REQUIRED);
    check(elements(schema.get("type")).contains("null"), place, ADDED_WITHOUT_NULL);
    inspectDeeply(place, schema);
  }

  private void inspectDeeply(String place, JsonNode schema) {
    inspect(place, schema);
    for (var member : schema.path("properties").properties()) {
      inspectDeeply(within(place, member.getKey()), member.getValue());
    }
    if (schema.has("items")) inspectDeeply(place + "[]", schema.get("items"));
  }

  private void inspect(String place, JsonNode schema) {
    check(schema.propertyNames().stream().allMatch(keyword -> WITHOUT_EFFECT.contains(keyword)
        || UNCHANGED.containsKey(keyword) || NESTED.contains(keyword)), place, UNKNOWN_KEYWORD);
    check(schema.path("additionalProperties").asBoolean(true), place, CLOSED);
  }

  private void check(boolean holds, String place, Rule rule) {
    if (!holds) breaches.add(new Breach(place, rule));
  }

  private static boolean isRequired(String member, JsonNode schema) {
    return elements(schema.get("required")).contains(member);
  }

  /** Types and words are sets; a type alone is a set of one. */
  private static boolean equal(@Nullable JsonNode one, @Nullable JsonNode other) {
    return elements(one).equals(elements(other));
  }

  private static Set<String> elements(@Nullable JsonNode values) {
    if (values == null) return Set.of();
    if (!values.isArray()) return Set.of(values.asString());
    return new HashSet<>(StreamSupport.stream(values.spliterator(), false).map(JsonNode::asString).toList());
  }

  private static String within(String place, String member) {
    return place.isEmpty() ? member : place + "." + member;
  }
}
