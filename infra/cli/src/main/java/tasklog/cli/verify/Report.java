package tasklog.cli.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.cli.verify.Differences.Difference;

/**
 * What was compared, and what differs.
 *
 * @param incarnation of the log
 * @param head        position up to which it was read
 * @param events      how many
 * @param topic       null when it was not looked at
 * @param records     of the topic that were compared
 * @param rows        that were compared, by table
 * @param digest      of the rows that the log makes, and of those that are there
 * @param parked      what stands still on purpose
 */
record Report(UUID incarnation, long head, long events, @Nullable String topic, long records,
    Map<String, Long> rows, Digests digest, List<String> parked, Differences differences) {

  record Digests(String log, String rows) {}

  boolean isEqual() {
    return differences.count() == 0;
  }

  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("Log %s: %d events, up to position %d".formatted(incarnation, events, head));
    if (topic != null) lines.add("Topic %s: %d records".formatted(topic, records));
    lines.add("Rows: " + String.join(", ",
        rows.entrySet().stream().map(table -> table.getKey() + " " + table.getValue()).toList()));
    lines.add("Digest of the rows: " + digest.rows()
        + (digest.rows().equals(digest.log()) ? "" : "; of what the log makes: " + digest.log()));
    parked.forEach(owner -> lines.add("Parked: " + owner));
    differences.first().ifPresentOrElse(first -> {
      lines.add("Differences: " + differences.count());
      lines.add("The first: " + first);
      differences.kinds().forEach(kind -> lines.add("  %6d %s".formatted(kind.count(), kind.first())));
    }, () -> lines.add("No differences"));
    return lines;
  }

  String json() {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("equal", isEqual());
    json.put("incarnation", incarnation.toString());
    json.put("head", head);
    json.put("events", events);
    json.put("topic", topic);
    json.put("records", records);
    json.put("rows", rows);
    json.put("digest", Map.of("log", digest.log(), "rows", digest.rows()));
    json.put("parked", parked);
    json.put("differences", differences.count());
    json.put("first", differences.first().map(Report::json).orElse(null));
    json.put("kinds", differences.kinds().stream().map(kind -> {
      var counted = json(kind.first());
      counted.put("count", kind.count());
      return counted;
    }).toList());
    return Json.MAPPER.writeValueAsString(json);
  }

  private static Map<String, Object> json(Difference difference) {
    var json = new LinkedHashMap<String, Object>();
    json.put("kind", difference.kind());
    json.put("where", difference.where());
    json.put("expected", difference.expected());
    json.put("found", difference.found());
    return json;
  }
}
