package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.e2e.Client.JSON;
import static tasklog.e2e.Client.expect;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tags and bulk commands from the request to the read side. */
class TagsAndBulkIT {

  private static final Services SERVICES = Services.shared();

  private @Nullable Client client;
  private @Nullable String token;

  @BeforeEach
  void logIn() {
    client = SERVICES.client();
    token = client.newToken();
  }

  @Test
  void a_tag_is_put_on_and_deleting_it_takes_it_off_its_tasks() {
    var tag = tag("Übermut");
    var created = expect(201, client.write("POST", "/v1/tasks", token,
        "{\"title\":\"x\",\"tag_ids\":[\"" + tag + "\"]}"));
    assertSameOnReadSide(created);
    var deleted = expect(204, client.write("DELETE", "/v1/tags/" + tag, token, ""));
    var read = expect(200, client.read(created.header("Location"), token,
        "Consistency-Token", deleted.header("Consistency-Token")));
    assertThat(read.json().get("tag_ids")).isEmpty();
    expect(204, client.write("DELETE", "/v1/tags/" + tag, token, ""));
  }

  @Test
  void a_tag_is_read_as_its_command_has_answered_until_it_is_deleted() {
    var created = expect(201, client.write("POST", "/v1/tags", token, "{\"name\":\"Old\"}"));
    var path = created.header("Location");
    assertSameOnReadSide(created);
    var renamed = expect(200, client.write("PATCH", path, token, "{\"name\":\"new\"}"));
    var again = expect(200, client.write("PATCH", path, token, "{\"name\":\"new\"}"));
    assertThat(again.body()).isEqualTo(renamed.body());
    var read = expect(200,
        client.read(path, token, "Consistency-Token", renamed.header("Consistency-Token")));
    assertThat(read.body()).isEqualTo(renamed.body());
    assertThat(read.header("ETag")).isEqualTo(renamed.header("ETag"));
    assertThat(created.json().get("updated_at")).isEqualTo(created.json().get("created_at"));
    assertThat(read.json().get("created_at")).isEqualTo(created.json().get("created_at"));
    assertThat(read.json().get("updated_at").stringValue())
        .isGreaterThan(created.json().get("updated_at").stringValue());
    assertThat(expect(200, client.read("/v1/tags", token)).body())
        .isEqualTo("{\"items\":[" + read.body() + "]}");
    var deleted = expect(204, client.write("DELETE", path, token, ""));
    var gone = client.read(path, token, "Consistency-Token", deleted.header("Consistency-Token"));
    assertThat(expect(404, gone).json().get("code").stringValue()).isEqualTo("tag_not_found");
  }

  @Test
  void tasks_are_found_and_counted_by_their_tags() {
    var bug = tag("Bug");
    var docs = tag("docs");
    var unused = tag("unused");
    var one = expect(201, client.write("POST", "/v1/tasks", token,
        "{\"title\":\"one\",\"tag_ids\":[\"" + bug + "\"]}"));
    var two = expect(201, client.write("POST", "/v1/tasks", token,
        "{\"title\":\"two\",\"tag_ids\":[\"" + bug + "\"]}"));
    var put = expect(200, client.write("PUT", two.header("Location") + "/tags/" + docs, token, ""));
    assertThat(put.json().get("updated_at").stringValue())
        .isGreaterThan(two.json().get("updated_at").stringValue());
    assertThat(put.json().get("created_at")).isEqualTo(two.json().get("created_at"));
    var again = expect(200, client.write("PUT", two.header("Location") + "/tags/" + docs, token, ""));
    assertThat(again.body()).isEqualTo(put.body());
    var seen = put.header("Consistency-Token");
    assertThat(ids("tag_any=" + bug + "," + docs, seen)).containsExactly(id(two), id(one));
    assertThat(ids("tag_all=" + bug + "," + docs, seen)).containsExactly(id(two));
    assertThat(ids("tag_any=" + unused, seen)).isEmpty();
    assertThat(byTag(seen)).containsExactly("Bug 2", "docs 1", "unused 0");

    expect(200, client.write("DELETE", one.header("Location"), token, ""));
    var off = expect(200, client.write("DELETE", two.header("Location") + "/tags/" + docs, token, ""));
    var gone = expect(204, client.write("DELETE", "/v1/tags/" + unused, token, ""));
    assertThat(ids("tag_any=" + docs, gone.header("Consistency-Token"))).isEmpty();
    assertThat(ids("tag_any=" + bug, off.header("Consistency-Token"))).containsExactly(id(two));
    assertThat(ids("tag_any=" + bug + "&deleted=only", off.header("Consistency-Token")))
        .containsExactly(id(one));
    assertThat(byTag(gone.header("Consistency-Token"))).containsExactly("Bug 1", "docs 0");
  }

  @Test
  void of_many_who_want_a_name_at_once_one_gets_it() throws Exception {
    var spellings = List.of("straße", "STRASSE", "Strasse", "strasse");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = threads.invokeAll(IntStream.range(0, 32)
          .<Callable<Integer>>mapToObj(i -> () -> client
              .write("POST", "/v1/tags", token, "{\"name\":\"" + spellings.get(i % 4) + "\"}").status())
          .toList());
      var statuses = answers.stream().map(Future::resultNow).toList();
      assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
      assertThat(statuses).filteredOn(status -> status == 409).hasSize(31);
    }
  }

  @Test
  void what_can_be_done_of_a_partial_bulk_is_done_and_each_task_is_told() {
    var live = expect(201, client.write("POST", "/v1/tasks", token, "{\"title\":\"live\"}"));
    var gone = expect(201, client.write("POST", "/v1/tasks", token, "{\"title\":\"gone\"}"));
    expect(200, client.write("DELETE", gone.header("Location"), token, ""));
    var ids = List.of(id(live), id(gone), UUID.randomUUID().toString());
    var body = JSON.writeValueAsString(Map.of("ids", ids, "status", "completed", "mode", "partial"));

    var result = expect(207, client.write("POST", "/v1/tasks/bulk/status", token, body));

    assertThat(result.json().get("applied").intValue()).isEqualTo(1);
    assertThat(
        result.json().get("results").valueStream().map(item -> item.get("problem").asString("")).toList())
        .containsExactly("", "task_deleted", "task_not_found");
    var read = expect(200, client.read(live.header("Location"), token,
        "Consistency-Token", result.header("Consistency-Token")));
    assertThat(read.json().get("status").stringValue()).isEqualTo("completed");
    assertThat(read.json().get("version")).isEqualTo(result.json().get("results").get(0).get("version"));
  }

  @Test
  void deleting_the_deleted_and_restoring_the_live_succeed_with_the_version_that_they_have() {
    var task = expect(201, client.write("POST", "/v1/tasks", token, "{\"title\":\"x\"}"));
    var body = JSON.writeValueAsString(Map.of("ids", List.of(id(task))));
    var unchanged = expect(200, client.write("POST", "/v1/tasks/bulk/restore", token, body));
    assertThat(version(unchanged)).isEqualTo(task.json().get("version").stringValue());
    var deleted = expect(200, client.write("POST", "/v1/tasks/bulk/delete", token, body));
    var again = expect(200, client.write("POST", "/v1/tasks/bulk/delete", token, body));
    assertThat(version(again)).isEqualTo(version(deleted));
    var read = expect(200, client.read(task.header("Location"), token,
        "Consistency-Token", again.header("Consistency-Token")));
    assertThat(read.json().get("deleted_at").isNull()).isFalse();
  }

  private List<String> ids(String query, String seen) {
    return expect(200, client.read("/v1/tasks?" + query, token, "Consistency-Token", seen)).json()
        .get("items")
        .valueStream().map(task -> task.get("id").stringValue()).toList();
  }

  private List<String> byTag(String seen) {
    return expect(200, client.read("/v1/tasks/counts", token, "Consistency-Token", seen)).json().get("by_tag")
        .valueStream().map(tag -> tag.get("name").stringValue() + " " + tag.get("count").intValue()).toList();
  }

  private String tag(String name) {
    return id(expect(201, client.write("POST", "/v1/tags", token, "{\"name\":\"" + name + "\"}")));
  }

  private void assertSameOnReadSide(Client.Answer answer) {
    var read = client.read(answer.header("Location"), token,
        "Consistency-Token", answer.header("Consistency-Token"));
    assertThat(expect(200, read).body()).isEqualTo(answer.body());
  }

  private static String id(Client.Answer answer) {
    return answer.json().get("id").stringValue();
  }

  private static String version(Client.Answer bulk) {
    return bulk.json().get("results").get(0).get("version").stringValue();
  }
}
