package tasklog.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The parts of {@code infra/docs/events.md} that follow from the schemas, the golden files and the records, so that
 * the page cannot say anything else. Each stands between two comments that name it.
 */
final class EventsPage {

  static final Path FILE = Path.of("../infra/docs/events.md");

  enum Part {
    OVERVIEW, HEADERS, EVENTS, HEARTBEAT, CHECKPOINT;

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern PLACE = Pattern
      .compile("(?s)(<!-- made by EventsPageTest: ([a-z]+) -->\n).*?(<!-- end of \\2 -->)");

  private EventsPage() {}

  static Set<Part> parts(String page) {
    return PLACE.matcher(page).results().map(EventsPage::part).collect(Collectors.toSet());
  }

  /** The page with each of its parts as it ought to be. */
  static String renewed(String page) {
    return PLACE.matcher(page).replaceAll(place -> Matcher
        .quoteReplacement(place.group(1) + "\n" + made(part(place)) + "\n" + place.group(3)));
  }

  private static Part part(MatchResult place) {
    return Stream.of(Part.values()).filter(part -> part.word().equals(place.group(2))).findAny()
        .orElseThrow();
  }

  private static String made(Part part) {
    return switch (part) {
      case OVERVIEW -> overview();
      case HEADERS -> headers();
      case EVENTS -> events().stream().map(EventsPage::event).collect(joining("\n"));
      case HEARTBEAT -> members(Schemas.tree(Schemas.HEARTBEAT)) + "\n"
          + example(TasklogJson.mapper().valueToTree(Samples.HEARTBEAT));
      case CHECKPOINT -> members(Schemas.tree(Schemas.CHECKPOINT)) + "\n"
          + example(TasklogJson.mapper().valueToTree(Samples.CHECKPOINT));
    };
  }

  private static List<String> events() {
    return Schemas.ofEvents().stream().map(file -> file.replace(".json", "")).toList();
  }

  private static JsonNode schema(String type) {
    return Schemas.tree(Schemas.FOLDER.resolve(type + ".json"));
  }

  private static String overview() {
    return events().stream().map(type -> row("[`" + type + "`](#" + anchor(type) + ")", text(schema(type)),
        subject(schema(type)))).collect(joining("", table("event", "what has happened", "`ce_subject`"), ""));
  }

  private static String anchor(String type) {
    return type.replace(".", "").toLowerCase(Locale.ROOT);
  }

  private static String subject(JsonNode schema) {
    var members = schema.required("properties");
    if (members.has("task_ids")) return "absent";
    if (members.has("task_id")) return "task";
    return members.has("tag_id") ? "tag" : "account";
  }

  private static String headers() {
    var examples = CloudEvents.headers(Samples.RECORDED, Samples.LOG, Samples.PREVIOUS);
    var schema = Schemas.tree(Schemas.HEADERS);
    return schema.required("properties").properties().stream()
        .map(header -> row(code(header.getKey()), code(new String(examples.get(header.getKey()), UTF_8)),
            isRequired(header.getKey(), schema) ? "always" : "may be absent", text(header.getValue())))
        .collect(joining("", table("header", "example", "there", "meaning"), ""));
  }

  private static String event(String type) {
    try {
      return "### `" + type + "`\n\n" + text(schema(type)) + "\n\n" + members(schema(type)) + "\n"
          + example(TasklogJson.mapper().readTree(GoldenEventTest.golden(type)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String members(JsonNode schema) {
    return schema.required("properties").properties().stream()
        .map(member -> row(code(member.getKey()), type(member.getValue()),
            isRequired(member.getKey(), schema) ? "never" : "null or absent", text(member.getValue())))
        .collect(joining("", table("member", "type", "null", "meaning"), ""));
  }

  private static String example(JsonNode value) {
    return "```json\n" + visible(EventSchemas.laidOut(value)) + "\n```\n";
  }

  /** What an editor would not show, as JSON may write it too. */
  private static String visible(String json) {
    return json.codePoints().mapToObj(point -> switch (Character.getType(point)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> String.format("\\u%04x", point);
      default -> Character.toString(point);
    }).collect(joining());
  }

  private static boolean isRequired(String member, JsonNode schema) {
    return schema.required("required").valueStream().anyMatch(name -> name.stringValue().equals(member));
  }

  private static String text(JsonNode schema) {
    return schema.required("description").stringValue();
  }

  private static String type(JsonNode schema) {
    var type = schema.required("type").isArray()
        ? schema.get("type").get(0).stringValue()
        : schema.get("type").stringValue();
    return switch (type) {
      case "array" -> "list of " + type(schema.required("items")) + bounds(schema, "Items", "");
      case "string" -> schema.has("enum") ? words(schema.get("enum")) : string(schema);
      default -> type;
    };
  }

  private static String string(JsonNode schema) {
    return switch (schema.path("format").asString("")) {
      case "uuid" -> "UUID";
      case "date-time" -> "time";
      default -> "text" + bounds(schema, "Length", " code points");
    };
  }

  private static String words(JsonNode words) {
    return words.valueStream().map(word -> code(word.stringValue())).collect(joining(", "));
  }

  private static String bounds(JsonNode schema, String of, String unit) {
    return schema.has("max" + of)
        ? ", " + schema.path("min" + of).asInt(0) + " to " + schema.get("max" + of).asInt() + unit
        : "";
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static String table(String... columns) {
    return row(columns) + "|" + "---|".repeat(columns.length) + "\n";
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
