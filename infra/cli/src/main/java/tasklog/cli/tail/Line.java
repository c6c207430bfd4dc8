package tasklog.cli.tail;

import java.time.Instant;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import tasklog.events.wire.RecordedEvent;
import tasklog.events.wire.TasklogJson;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An event as one line for a person; what people have written cannot reach the terminal but as text. */
final class Line {

  /** From this width on there is room for a whole id and for what is new. */
  private static final int WIDE = 140;
  private static final int SHORT_ID = 8;
  private static final int LONGEST_VALUE = 60;

  /** Told in the columns before. */
  private static final Set<String> TOLD = Set.of("owner", "task_id", "account_id");

  private Line() {}

  /** Of any length, with the whole id of what the event is about. */
  static String of(RecordedEvent event) {
    return of(event, Integer.MAX_VALUE);
  }

  /**
   * Position, when it was recorded, what has happened, the end of the owner's id, what it is about, what is new.
   *
   * @param columns of the terminal, which the line keeps within
   */
  static String of(RecordedEvent event, int columns) {
    var about = columns < WIDE
        ? "%-9s".formatted(about(event, true))
        : "%-36s".formatted(about(event, false));
    return cut(String.format(Locale.ROOT, "%8d  %s  %-18s  %s  %s  %s", event.position(),
        Instant.ofEpochSecond(event.recordedAt().getEpochSecond()), name(event), end(event.owner().value()),
        about,
        data(event)).stripTrailing(), columns);
  }

  /** Ids begin with the time, so that those of one hour differ in their ends. */
  private static String end(UUID id) {
    return "…" + id.toString().substring(36 - SHORT_ID);
  }

  private static String name(RecordedEvent event) {
    return event.version() == 1 ? event.eventName() : event.eventName() + " v" + event.version();
  }

  private static String about(RecordedEvent event, boolean shortened) {
    var subject = event.subject();
    if (subject != null) return shortened ? end(subject) : subject.toString();
    var tasks = json(event.data()).path("task_ids").size();
    return tasks == 1 ? "1 task" : tasks + " tasks";
  }

  private static String data(RecordedEvent event) {
    var subject = String.valueOf(event.subject());
    return json(event.data()).properties().stream()
        .filter(member -> !TOLD.contains(member.getKey()) && !member.getKey().equals("task_ids"))
        .filter(member -> !member.getValue().asString("").equals(subject))
        .filter(member -> !event.eventName().equals("TaskCreated") || !isEmpty(member.getValue()))
        .map(Line::member)
        .collect(Collectors.joining(" "));
  }

  /** What a task has when nothing was said. */
  private static boolean isEmpty(JsonNode value) {
    return value.isNull() || value.isContainer() && value.isEmpty()
        || value.isString() && value.stringValue().isEmpty();
  }

  private static String member(Entry<String, JsonNode> member) {
    return member.getKey() + "=" + cut(visible(member.getValue().toString()), LONGEST_VALUE);
  }

  private static JsonNode json(String data) {
    try {
      return TasklogJson.mapper().readTree(data);
    } catch (JacksonException _) {
      return TasklogJson.mapper().createObjectNode();
    }
  }

  /** JSON has escaped C0; the rest of what moves a cursor or turns text around is escaped here. */
  static String visible(String text) {
    return text.codePoints().mapToObj(point -> switch (Character.getType(point)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> escaped(point);
      default -> isBidirectional(point) ? escaped(point) : Character.toString(point);
    }).collect(Collectors.joining());
  }

  private static boolean isBidirectional(int point) {
    return point == 0x061C || point == 0x200E || point == 0x200F || point >= 0x202A && point <= 0x202E
        || point >= 0x2066 && point <= 0x2069;
  }

  private static String escaped(int point) {
    return String.format(Locale.ROOT, "\\u%04x", point);
  }

  /** At most so many columns of a terminal. */
  static String cut(String text, int columns) {
    int used = 0;
    int fits = 0;
    for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
      used += columns(text.codePointAt(at));
      if (used > columns) return text.substring(0, fits) + "…";
      if (used < columns) fits = text.offsetByCodePoints(at, 1);
    }
    return text;
  }

  /** As terminals do it: nothing for what combines, two for ideographs and pictures. */
  private static int columns(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> Character.isIdeographic(point) || Character.isEmojiPresentation(point)
          || point >= 0x1100 && point <= 0x115F || point >= 0x3000 && point <= 0x30FF
          || point >= 0xAC00 && point <= 0xD7A3 || point >= 0xFF00 && point <= 0xFF60 ? 2 : 1;
    };
  }
}
