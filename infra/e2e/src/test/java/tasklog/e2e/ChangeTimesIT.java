package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.JSON;
import static tasklog.e2e.Client.expect;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** created_at never moves; updated_at moves exactly when something that a client can see has changed. */
class ChangeTimesIT {

  private static final Services SERVICES = Services.shared();

  private static @Nullable String token;

  private final Client client = SERVICES.client();

  @BeforeContainer
  static void start() {
    token = SERVICES.client().newToken();
  }

  /** What can be done to a task, in words that leave out which task and tag. */
  private static final List<String> STEPS = List.of(
      "PATCH {\"title\":\"a\"}", "PATCH {\"title\":\"b\"}", "PATCH {\"description\":null}",
      "PATCH {\"description\":\"d\"}", "PATCH {\"status\":\"completed\"}", "PATCH {\"status\":\"pending\"}",
      "PATCH {\"priority\":\"urgent\",\"due_at\":null}", "PATCH {\"due_at\":\"2026-01-05T12:00:00+01:00\"}",
      "PATCH {\"attributes\":{\"a\":1}}", "PATCH {\"attributes\":{\"a\":1.0}}", "PATCH {\"attributes\":null}",
      "PATCH {\"tag_ids\":[]}", "PATCH {\"tag_ids\":[TAG]}", "PATCH {}", "DELETE", "DELETE", "POST /restore",
      "POST /restore", "PUT /tags/TAG", "DELETE /tags/TAG",
      "bulk/status {\"ids\":[ID],\"status\":\"completed\"}",
      "bulk/status {\"ids\":[ID],\"status\":\"in_progress\"}", "bulk/delete {\"ids\":[ID]}",
      "bulk/restore {\"ids\":[ID]}", "tag is deleted");

  @Provide
  Arbitrary<List<String>> lives() {
    return Arbitraries.of(STEPS).list().ofMinSize(8).ofMaxSize(20);
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void a_task_is_updated_when_it_changes_and_at_no_other_time(@ForAll("lives") List<String> life) {
    assertLife(life);
  }

  @Example
  void a_tag_that_goes_while_the_task_is_deleted_is_a_change() {
    assertLife(
        List.of("PUT /tags/TAG", "DELETE", "tag is deleted", "DELETE", "POST /restore", "POST /restore"));
  }

  private void assertLife(List<String> life) {
    var tag = newTag();
    var created = expect(201, client.write("POST", "/v1/tasks", token, "{\"title\":\"a\"}"));
    var before = (ObjectNode) created.json();
    assertThat(before.get("updated_at")).isEqualTo(before.get("created_at"));
    for (var step : life) {
      var id = before.get("id").stringValue();
      var answer = write(step, id, tag);
      if (answer.status() >= 300) {
        continue; // a deleted task accepts nothing but restore; a deleted tag is not there
      }
      if (step.equals("tag is deleted")) {
        tag = newTag();
      }
      var read = expect(200, client.read("/v1/tasks/" + id, token,
          "Consistency-Token", answer.header("Consistency-Token")));
      if (answer.status() == 200 && answer.json().has("title")) {
        assertThat(read.body()).as(step).isEqualTo(answer.body());
      }
      assertMoved(step, before, read.json());
      before = (ObjectNode) read.json();
    }
  }

  private Client.Answer write(String step, String id, String tag) {
    if (step.equals("tag is deleted")) {
      return client.write("DELETE", "/v1/tags/" + tag, token, "");
    }
    var words = step.replace("[TAG]", "[\"" + tag + "\"]").replace("TAG", tag).replace("ID", "\"" + id + "\"")
        .split(" ", 2);
    var rest = words.length == 1 ? "" : words[1];
    if (words[0].startsWith("bulk/")) {
      return client.write("POST", "/v1/tasks/" + words[0], token, rest);
    }
    var suffix = rest.startsWith("/") ? rest : "";
    return client.write(words[0], "/v1/tasks/" + id + suffix, token, suffix.isEmpty() ? rest : "");
  }

  private static void assertMoved(String step, ObjectNode before, JsonNode after) {
    assertThat(after.get("created_at")).as(step).isEqualTo(before.get("created_at"));
    if (content(before).equals(content(after))) {
      assertThat(after.get("updated_at")).as(step).isEqualTo(before.get("updated_at"));
    } else {
      assertThat(time(after)).as(step).isAfter(time(before));
    }
  }

  private static ObjectNode content(JsonNode task) {
    return ((ObjectNode) task.deepCopy()).remove(List.of("updated_at", "version"));
  }

  private static Instant time(JsonNode task) {
    return Instant.parse(task.get("updated_at").stringValue());
  }

  private String newTag() {
    var name = JSON.writeValueAsString(Map.of("name", "tag " + System.nanoTime()));
    return expect(201, client.write("POST", "/v1/tags", token, name)).json().get("id").stringValue();
  }

  @Example
  void a_tag_is_updated_when_its_name_changes_and_at_no_other_time() {
    var path = "/v1/tags/" + newTag();
    JsonNode before = null;
    for (var name : List.of("é", "é", "e\u0301", "É", "É", "x")) {
      var body = JSON.writeValueAsString(Map.of("name", name));
      var after = expect(200, client.write("PATCH", path, token, body)).json();
      if (before != null) {
        assertMoved(name, (ObjectNode) before, after);
      }
      before = after;
    }
  }
}
