package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.e2e.Client.JSON;
import static tasklog.e2e.Client.expect;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tasklog.testkit.TestEventSource;

/**
 * What another owner has does not exist, on no path of either service. The paths are asked of the running services: a
 * new one without a case here fails.
 */
class OwnerIsolationIT {

  /** Paths that show nobody's tasks, to anybody. */
  private static final Set<String> OF_NOBODY = Set.of(
      "GET /health", "GET /problems", "GET /problems/{code}", "GET /.well-known/jwks.json",
      "POST /v1/accounts", "POST /v1/tokens");

  private static final Services SERVICES = Services.shared();
  private static @Nullable String owner;
  private static @Nullable String stranger;
  private static @Nullable String task;
  private static @Nullable String token;
  private static @Nullable String tag;

  /** What a stranger tries; the owner's task is {@code task}. */
  private interface Attempt {
    void run(Client client);
  }

  private static final Map<String, Attempt> CASES = Map.ofEntries(
      Map.entry("POST /v1/tasks", client -> {
        var taken = client.write("POST", "/v1/tasks", stranger,
            "{\"id\":\"" + task + "\",\"title\":\"mine\"}");
        assertThat(expect(409, taken).json().get("code").stringValue()).isEqualTo("task_id_taken");
      }),
      Map.entry("PATCH /v1/tasks/{id}", client -> absent(
          client.write("PATCH", "/v1/tasks/" + task, stranger, "{\"title\":\"mine\"}"))),
      Map.entry("DELETE /v1/tasks/{id}",
          client -> absent(client.write("DELETE", "/v1/tasks/" + task, stranger, ""))),
      Map.entry("POST /v1/tasks/{id}/restore", client -> absent(
          client.write("POST", "/v1/tasks/" + task + "/restore", stranger, ""))),
      Map.entry("POST /v1/tasks/bulk/status", client -> absent(
          client.write("POST", "/v1/tasks/bulk/status", stranger,
              "{\"ids\":[\"" + task + "\"],\"status\":\"completed\"}"))),
      Map.entry("POST /v1/tasks/bulk/delete", client -> absent(
          client.write("POST", "/v1/tasks/bulk/delete", stranger, "{\"ids\":[\"" + task + "\"]}"))),
      Map.entry("POST /v1/tasks/bulk/restore", client -> absent(
          client.write("POST", "/v1/tasks/bulk/restore", stranger, "{\"ids\":[\"" + task + "\"]}"))),
      Map.entry("POST /v1/tasks/import", OwnerIsolationIT::importing),
      Map.entry("POST /v1/tags", client -> assertThat(expect(409, client.write("POST", "/v1/tags", stranger,
          "{\"id\":\"" + tag + "\",\"name\":\"mine\"}")).json().get("code").stringValue())
          .isEqualTo("tag_id_taken")),
      Map.entry("PATCH /v1/tags/{id}", client -> noTag(
          client.write("PATCH", "/v1/tags/" + tag, stranger, "{\"name\":\"mine\"}"))),
      Map.entry("DELETE /v1/tags/{id}",
          client -> noTag(client.write("DELETE", "/v1/tags/" + tag, stranger, ""))),
      Map.entry("GET /v1/tags/{id}", client -> noTag(client.read("/v1/tags/" + tag, stranger))),
      Map.entry("GET /v1/tags", client -> assertThat(
          expect(200, client.read("/v1/tags", stranger, "Prefer", "count=exact")).json())
          .isEqualTo(JSON.readTree("{\"items\":[],\"total_count\":0}"))),
      Map.entry("PUT /v1/tasks/{id}/tags/{tag}", client -> absent(
          client.write("PUT", "/v1/tasks/" + task + "/tags/" + tag, stranger, ""))),
      Map.entry("DELETE /v1/tasks/{id}/tags/{tag}", client -> absent(
          client.write("DELETE", "/v1/tasks/" + task + "/tags/" + tag, stranger, ""))),
      Map.entry("GET /v1/tasks/{id}", client -> absent(client.read("/v1/tasks/" + task, stranger))),
      Map.entry("GET /v1/tasks/{id}/history",
          client -> absent(client.read("/v1/tasks/" + task + "/history", stranger))),
      Map.entry("GET /v1/events", client -> {
        assertThat(expect(200, client.read("/v1/events", stranger)).body())
            .doesNotContain(task, tag, "private");
        streaming(client);
      }),
      Map.entry("GET /v1/tasks", client -> assertThat(
          expect(200, client.read("/v1/tasks?deleted=include", stranger, "Prefer", "count=exact")).json())
          .isEqualTo(JSON.readTree("{\"items\":[],\"total_count\":0}"))
          .isEqualTo(expect(200, client.read("/v1/tasks?deleted=include&tag_any=" + tag, stranger, "Prefer",
              "count=exact")).json())),
      Map.entry("GET /v1/tasks/counts", client -> {
        var counts = expect(200, client.read("/v1/tasks/counts", stranger)).json();
        assertThat(counts.get("total").intValue()).isZero();
        assertThat(counts.get("by_tag")).isEmpty();
      }),
      Map.entry("GET /v1/accounts/me",
          client -> assertThat(id(client, stranger)).isNotEqualTo(id(client, owner))),
      Map.entry("PATCH /v1/accounts/me", client -> ownAccountOnly(client,
          client.write("PATCH", "/v1/accounts/me", stranger, "{\"display_name\":\"mine\"}"))),
      Map.entry("POST /v1/accounts/me/password", client -> ownAccountOnly(client,
          client.write("POST", "/v1/accounts/me/password", stranger,
              "{\"current_password\":\"correct horse battery\",\"new_password\":\"another battery\"}"))),
      Map.entry("POST /v1/accounts/me/deactivate", client -> ownAccountOnly(client,
          client.write("POST", "/v1/accounts/me/deactivate", client.newToken(), ""))),
      Map.entry("POST /v1/accounts/{id}/reactivate", client -> assertThat(expect(403,
          client.write("POST", "/v1/accounts/" + id(client, owner) + "/reactivate", stranger, "")).json()
          .get("code").stringValue()).isEqualTo("scope_missing")));

  @BeforeAll
  static void start() {
    var client = SERVICES.client();
    owner = client.newToken();
    stranger = client.newToken();
    var created = expect(201, client.write("POST", "/v1/tasks", owner, "{\"title\":\"private\"}"));
    task = created.json().get("id").stringValue();
    var made = expect(201, client.write("POST", "/v1/tags", owner, "{\"name\":\"private\"}"));
    tag = made.json().get("id").stringValue();
    var tagged = expect(200, client.write("PUT", "/v1/tasks/" + task + "/tags/" + tag, owner, ""));
    token = tagged.header("Consistency-Token");
    expect(200, client.read("/v1/tasks/" + task, owner, "Consistency-Token", token));
    expect(200, client.read("/v1/tags/" + tag, owner, "Consistency-Token", token));
  }

  @Test
  void every_path_has_a_case() {
    var mapped = SERVICES.mappings();
    mapped.removeAll(OF_NOBODY);
    assertThat(mapped).isEqualTo(new TreeSet<>(CASES.keySet()));
  }

  @TestFactory
  Stream<DynamicTest> a_stranger_finds_nothing_and_changes_nothing() {
    return CASES.entrySet().stream().map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
      var before = SERVICES.client().read("/v1/tasks/" + task, owner);
      attempt.getValue().run(SERVICES.client());
      var after = SERVICES.client().read("/v1/tasks/" + task, owner);
      assertThat(after.body()).isEqualTo(before.body()).contains("private");
    }));
  }

  @TestFactory
  Stream<DynamicTest> nobody_gets_in_without_a_token() {
    return CASES.keySet().stream().map(path -> DynamicTest.dynamicTest(path, () -> {
      var method = path.substring(0, path.indexOf(' '));
      var url = path.substring(path.indexOf(' ') + 1).replace("{id}", task).replace("{tag}", tag);
      var command = !method.equals("GET") || url.startsWith("/v1/accounts");
      var answer = command
          ? SERVICES.client().write(method, url, null, method.equals("GET") ? "" : "{}")
          : SERVICES.client().read(url, null);
      assertThat(expect(401, answer).header("WWW-Authenticate")).startsWith("Bearer");
    }));
  }

  /** What the owner has done lies before the first event of somebody who comes later. */
  private static void streaming(Client client) {
    var somebody = client.newToken();
    try (var stream = TestEventSource.open(client.queryUrl() + "/v1/events?after=0", somebody)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !stream.events().isEmpty());
      var first = JSON.readTree(stream.events().getFirst().data());
      assertThat(first.get("subject").stringValue()).isEqualTo(id(client, somebody));
    }
  }

  /** Neither the task's id can be had, nor the tag by its id; its name makes a tag of the stranger's own. */
  private static void importing(Client client) {
    var taken = expect(409, client.load("", stranger, "{\"title\":\"mine\",\"id\":\"" + task + "\"}"));
    assertThat(taken.json().get("errors").get(0).get("code").stringValue()).isEqualTo("task_id_taken");
    expect(422, client.load("", stranger, "{\"title\":\"mine\",\"tag_ids\":[\"" + tag + "\"]}"));
    var somebody = client.newToken(); // who may have tasks: the stranger has to have none
    var made = expect(200, client.load("", somebody, "{\"title\":\"mine\",\"tags\":[\"private\"]}"));
    var id = made.json().get("results").get(0).get("id").stringValue();
    var read = client.read("/v1/tasks/" + id, somebody, "Consistency-Token",
        made.header("Consistency-Token"));
    assertThat(expect(200, read).json().get("tag_ids").get(0).stringValue()).isNotEqualTo(tag);
  }

  private static void absent(Client.Answer answer) {
    assertThat(expect(404, answer).json().get("code").stringValue()).isEqualTo("task_not_found");
  }

  private static void noTag(Client.Answer answer) {
    assertThat(expect(404, answer).json().get("code").stringValue()).isEqualTo("tag_not_found");
  }

  private static void ownAccountOnly(Client client, Client.Answer answer) {
    var account = expect(200, client.write("GET", "/v1/accounts/me", owner, "")).json();
    assertThat(expect(200, answer).json().get("id")).isNotEqualTo(account.get("id"));
    assertThat(account.get("display_name").stringValue()).isEqualTo("Somebody");
    assertThat(account.get("updated_at")).isEqualTo(account.get("created_at"));
  }

  private static String id(Client client, @Nullable String bearer) {
    return expect(200, client.write("GET", "/v1/accounts/me", bearer, "")).json().get("id").stringValue();
  }
}
