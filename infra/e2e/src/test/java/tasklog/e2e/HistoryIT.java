package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.JSON;
import static tasklog.e2e.Client.expect;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import tasklog.e2e.Client.Answer;
import tools.jackson.databind.JsonNode;

/** The history of a task and the events of its account, from commands to answers. */
class HistoryIT {

  private static final Client CLIENT = Services.shared().client();
  private static final List<String> FIELDS = List.of("id", "owner", "title", "description", "status",
      "priority",
      "due_at", "tag_ids", "attributes", "created_at", "updated_at", "completed_at", "deleted_at", "version");

  private static @Nullable String token;

  /** What the requests of one life have answered. */
  private final List<String> requests = new ArrayList<>();
  private @Nullable String seen;

  @BeforeContainer
  static void logIn() {
    token = CLIENT.newToken();
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void what_commands_have_changed_adds_up_to_the_task_and_is_in_the_feed(@ForAll long seed) {
    var random = new Random(seed);
    var tags = IntStream.range(0, 3)
        .mapToObj(_ -> send("POST", "/v1/tags", "{\"name\":\"" + UUID.randomUUID() + "\"}").json().get("id")
            .stringValue())
        .toList();
    var path = send("POST", "/v1/tasks", "{\"title\":\"Title 0\",\"tag_ids\":[\"" + tags.getFirst() + "\"]}")
        .header("Location");
    IntStream.range(0, 15).forEach(_ -> step(random, path, tags.get(random.nextInt(tags.size()))));

    var task = expect(200, CLIENT.read(path, token, "Consistency-Token", seen));
    var history = pages(path + "/history?limit=4", "&cursor=", "next_cursor");
    assertThat(sum(task.json(), history)).isEqualTo(task.body());
    assertThat(history).extracting(entry -> entry.get("correlation_id").stringValue()).isSubsetOf(requests);
    assertThat(history).extracting(entry -> entry.get("actor").get("id"))
        .containsOnly(task.json().get("owner"));

    var events = pages("/v1/events?limit=50", "&after=", "next_after");
    var positions = events.stream().map(event -> Long.parseLong(event.get("sequence").stringValue()))
        .toList();
    assertThat(positions).isSorted().doesNotHaveDuplicates();
    assertThat(events.getFirst().get("type").stringValue()).isEqualTo("tasklog.AccountRegistered.v1");
    assertThat(events)
        .filteredOn(event -> event.get("data").toString().contains(task.json().get("id").stringValue()))
        .extracting(event -> event.get("type").stringValue() + event.get("time").stringValue())
        .isEqualTo(history.stream()
            .map(entry -> entry.get("type").stringValue() + entry.get("occurred_at").stringValue()).toList());
  }

  /** Refusals are as welcome as successes: they leave no trace. */
  private void step(Random random, String path, String tag) {
    var status = List.of("pending", "in_progress", "completed", "cancelled").get(random.nextInt(4));
    var ids = "{\"ids\":[\"" + path.substring(path.lastIndexOf('/') + 1) + "\"]";
    switch (random.nextInt(14)) {
      case 0 -> send("PATCH", path,
          "{\"title\":\"Title " + random.nextInt(3) + "\",\"priority\":\"urgent\"}");
      case 1 -> send("PATCH", path,
          "{\"description\":\"Ünïcödé 🚀\\r\\n\",\"due_at\":\"2026-02-28T23:59:59Z\"}");
      case 2 -> send("PATCH", path, "{\"due_at\":null,\"priority\":\"none\"}");
      case 3 -> send("PATCH", path, "{\"attributes\":{\"n\":" + random.nextInt(3) + ",\"a\":[null]}}");
      case 4 -> send("PATCH", path, "{\"tag_ids\":[\"" + tag + "\"],\"status\":\"" + status + "\"}");
      case 5 -> send("PUT", path + "/tags/" + tag, "");
      case 6 -> send("DELETE", path + "/tags/" + tag, "");
      case 7 -> send("DELETE", "/v1/tags/" + tag, "");
      case 8 -> send("PATCH", path, "{\"status\":\"" + status + "\"}");
      case 9 -> send("DELETE", path, "");
      case 10 -> send("POST", path + "/restore", "");
      case 11 -> send("POST", "/v1/tasks/bulk/status", ids + ",\"status\":\"" + status + "\"}");
      case 12 -> send("POST", "/v1/tasks/bulk/delete", ids + "}");
      default -> send("POST", "/v1/tasks/bulk/restore", ids + "}");
    }
  }

  private Answer send(String method, String path, String body) {
    var answer = CLIENT.write(method, path, token, body);
    assertThat(answer.status()).as(answer.body()).isLessThan(500);
    requests.add(answer.header("X-Request-Id"));
    if (answer.status() < 300) {
      seen = later(seen, answer.header("Consistency-Token"));
    }
    return answer;
  }

  /** A write that changes nothing answers with what it was decided on, which may be older than what was seen before. */
  private static String later(@Nullable String one, String other) {
    return one != null && position(one) > position(other) ? one : other;
  }

  private static long position(String token) {
    return Long.parseLong(token.substring(token.lastIndexOf('-') + 1));
  }

  /** All items, page by page. */
  private List<JsonNode> pages(String path, String parameter, String next) {
    var items = new ArrayList<JsonNode>();
    for (var from = ""; from != null;) {
      var page = expect(200, CLIENT.read(path + from, token, "Consistency-Token", seen)).json();
      page.get("items").forEach(items::add);
      from = page.get("items").isEmpty() || !page.has(next)
          ? null
          : parameter + page.get(next).stringValue();
    }
    return items;
  }

  /** A task as its history tells it. */
  private static String sum(JsonNode task, List<JsonNode> history) {
    var sum = JSON.createObjectNode();
    FIELDS.forEach(sum::putNull);
    sum.set("id", task.get("id"));
    sum.set("owner", task.get("owner"));
    sum.set("created_at", history.getFirst().get("occurred_at"));
    for (var entry : history) {
      for (var change : entry.get("changes")) {
        assertThat(change.get("from")).isEqualTo(sum.get(change.get("field").stringValue()));
        sum.set(change.get("field").stringValue(), change.get("to"));
        sum.set("updated_at", entry.get("occurred_at"));
      }
      sum.set("version", entry.get("position"));
    }
    return JSON.writeValueAsString(sum);
  }
}
