package tasklog.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.command.web.TwoInstances.expect;
import static tasklog.command.web.TwoInstances.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tasklog.command.account.AccountService;
import tasklog.command.web.TwoInstances.Reply;
import tasklog.command.web.TwoInstances.Request;

/** Retries of requests with a key, at two instances of the service. */
class IdempotencyIT extends AccountService {

  /** What could be taken for a place that a position goes to. */
  private static final String TRICKY = "4000000000000000000 \\u00010\\u0001 \\\\u0001 💾\\r\\n\\n";

  private static @Nullable TwoInstances services;
  private static String token = "";

  @Autowired
  RequestMappingHandlerMapping requestMappingHandlerMapping;

  @Autowired
  ExpiredAnswers expired;

  @BeforeEach
  void start(@LocalServerPort int port, @Autowired Environment environment) {
    if (services == null) {
      services = new TwoInstances(port, environment);
      token = services.newToken(PASSWORD);
    }
  }

  @AfterAll
  static void stop() {
    if (services != null) {
      services.close();
    }
    services = null;
  }

  /** A request that is sent twice, and another one that must not pass for it. */
  record Case(int status, Request request, Request other) {

    static Case of(int status, Request request, String otherBody) {
      return new Case(status, request,
          new Request(request.method(), request.path(), request.token(), otherBody));
    }
  }

  /** By path; each makes what it needs. */
  private Map<String, Function<String, Case>> cases() {
    var cases = new TreeMap<String, Function<String, Case>>();
    cases.put("POST /v1/tasks", path -> Case.of(201, post("/v1/tasks", "{\"title\":\"" + TRICKY + "\"}"),
        "{\"title\":\"other\"}"));
    cases.put("PATCH /v1/tasks/{id}", path -> Case.of(200,
        patch("/v1/tasks/" + task(), "{\"title\":\"" + TRICKY + "\",\"priority\":\"high\"}"),
        "{\"title\":\"other\"}"));
    cases.put("POST /v1/tasks/{id}/restore",
        path -> new Case(200, post("/v1/tasks/" + deleted() + "/restore", ""),
            post("/v1/tasks/" + deleted() + "/restore", "")));
    cases.put("POST /v1/tasks/bulk/status", path -> Case.of(200,
        post("/v1/tasks/bulk/status", "{\"ids\":[\"" + task() + "\"],\"status\":\"completed\"}"),
        "{\"ids\":[\"" + task() + "\"],\"status\":\"completed\"}"));
    cases.put("POST /v1/tasks/bulk/delete", path -> Case.of(207,
        post("/v1/tasks/bulk/delete",
            "{\"ids\":[\"" + task() + "\",\"" + deleted() + "\",\"" + UUID.randomUUID()
                + "\"],\"mode\":\"partial\"}"),
        "{\"ids\":[\"" + task() + "\"]}"));
    cases.put("POST /v1/tasks/bulk/restore", path -> Case.of(200,
        post("/v1/tasks/bulk/restore", "{\"ids\":[\"" + deleted() + "\",\"" + task() + "\"]}"),
        "{\"ids\":[\"" + task() + "\"]}"));
    cases.put("POST /v1/tasks/import", path -> Case.of(207,
        post("/v1/tasks/import?mode=partial", "{\"title\":\"one\",\"tags\":[\"" + UUID.randomUUID() + "\"]}\n"
            + "{\"title\":\"\"}\n{\"title\":\"" + TRICKY + "\"}\n"),
        "{\"title\":\"one\"}\n"));
    cases.put("POST /v1/tags",
        path -> Case.of(201, post("/v1/tags", "{\"name\":\"" + UUID.randomUUID() + "\"}"),
            "{\"name\":\"" + UUID.randomUUID() + "\"}"));
    cases.put("PATCH /v1/tags/{id}", path -> Case.of(200,
        patch("/v1/tags/" + tag(), "{\"name\":\"" + UUID.randomUUID() + "\"}"),
        "{\"name\":\"" + UUID.randomUUID() + "\"}"));
    cases.put("POST /v1/accounts", path -> {
      var email = newEmail();
      return new Case(201, registration(email, PASSWORD), registration(email, "another password"));
    });
    cases.put("PATCH /v1/accounts/me", path -> Case.of(200,
        patch("/v1/accounts/me", "{\"display_name\":\"" + UUID.randomUUID() + "\"}"),
        "{\"display_name\":\"Other\"}"));
    cases.put("POST /v1/accounts/me/password", path -> Case.of(200,
        new Request("POST", "/v1/accounts/me/password", services.newToken(PASSWORD),
            passwords("another password")),
        passwords("a third password")));
    cases.put("POST /v1/accounts/me/deactivate", path -> {
      var bearer = services.newToken(PASSWORD);
      return new Case(200, new Request("POST", path, bearer, ""),
          new Request("POST", "/v1/tasks", bearer, "{}"));
    });
    cases.put("POST /v1/accounts/{id}/reactivate", path -> {
      var bearer = services.newToken(PASSWORD);
      var account = expect(200,
          services.send(0, new Request("POST", "/v1/accounts/me/deactivate", bearer, "")));
      var administrator = administrator();
      return new Case(200,
          new Request("POST", path.replace("{id}", account.text("id")), administrator, ""),
          new Request("POST", path.replace("{id}", UUID.randomUUID().toString()), administrator, ""));
    });
    return cases;
  }

  /** Red when a path is added that takes no key, or is not tried here. */
  @Test
  void every_path_that_takes_a_key_has_a_case() {
    var taking = new TreeSet<String>();
    requestMappingHandlerMapping.getHandlerMethods()
        .forEach((mapping, handler) -> mapping.getMethodsCondition()
            .getMethods().stream().filter(method -> List.of("POST", "PATCH").contains(method.name()))
            .forEach(method -> mapping.getPatternValues().forEach(path -> taking.add(method + " " + path))));
    assertThat(taking.remove("POST /v1/tokens")).isTrue();
    assertThat(taking).isEqualTo(cases().keySet());
  }

  @TestFactory
  Stream<DynamicTest> a_retry_gets_the_very_same_answer_and_does_nothing() {
    return cases().entrySet().stream().map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
      var path = one.getKey().substring(one.getKey().indexOf(' ') + 1);
      var tried = one.getValue().apply(path);
      var key = newKey();
      var first = expect(tried.status(), services.keyed(0, key, tried.request()));
      var events = events();
      for (var instance : List.of(1, 0)) {
        services.keyed(instance, key, tried.request()).assertReplays(first);
        assertReused(services.keyed(instance, key, tried.other()));
      }
      assertThat(events()).isEqualTo(events);
    }));
  }

  /** Red when the answer with a key is made in another way than the one without. */
  @Test
  void an_answer_with_a_key_is_the_one_without_it_in_all_but_its_positions() {
    var path = "/v1/tasks/" + task();
    var changed = expect(200, services.keyed(0, newKey(), patch(path, "{\"title\":\"" + TRICKY + "\"}")));
    services.send(0, patch(path, "{\"title\":\"" + TRICKY + "\"}")).assertSameAs(changed);
    assertThat(changed.header("ETag")).contains('"' + changed.text("version") + '"');
    assertThat(changed.header("Consistency-Token").orElseThrow()).endsWith("-" + changed.text("version"));
    var minimal = services.keyed(0, newKey(), patch(path, "{\"title\":\"y\"}"), "Prefer", "return=minimal");
    assertThat(expect(204, minimal).header("Preference-Applied")).contains("return=minimal");
    assertThat(minimal.http().headers().map().keySet()).isEqualTo(
        services.send(0, patch(path, "{\"title\":\"z\"}"), "Prefer", "return=minimal").http().headers().map()
            .keySet());
  }

  @Test
  void what_changes_nothing_is_answered_again_as_it_was_however_things_are_now() {
    var path = "/v1/tasks/" + task();
    var key = newKey();
    var same = patch(path, "{\"title\":\"a task\"}");
    var first = expect(200, services.keyed(0, key, same));
    expect(200, services.send(0, patch(path, "{\"title\":\"changed by another request\"}")));
    services.keyed(1, key, same).assertReplays(first);
    assertReused(services.keyed(0, key, patch(path, "{\"title\":\"other\"}")));
  }

  @Test
  void what_is_refused_stays_refused() {
    var id = UUID.randomUUID().toString();
    var absent = patch("/v1/tasks/" + id, "{\"title\":\"x\"}");
    var key = newKey();
    var first = expect(404, services.keyed(0, key, absent));
    assertThat(first.header("Content-Type")).contains("application/problem+json");
    expect(201, services.send(0, post("/v1/tasks", "{\"id\":\"" + id + "\",\"title\":\"there now\"}")));
    services.keyed(1, key, absent).assertReplays(first);
    expect(200, services.keyed(1, newKey(), absent));

    var guarded = newKey();
    var failed = expect(412, services.keyed(0, guarded, absent, "If-Match", "\"1\""));
    services.keyed(1, guarded, absent, "If-Match", "\"1\"").assertReplays(failed);
    assertReused(services.keyed(0, guarded, absent, "If-Match", "*"));

    assertAnsweredTwice(409, post("/v1/tasks", "{\"id\":\"" + id + "\",\"title\":\"again\"}"));
    assertAnsweredTwice(422,
        post("/v1/tasks", "{\"title\":\"x\",\"tag_ids\":[\"" + UUID.randomUUID() + "\"]}"));
  }

  @Test
  void a_partial_bulk_of_which_nothing_could_be_done_is_answered_again_as_it_was() {
    var id = UUID.randomUUID().toString();
    var bulk = post("/v1/tasks/bulk/delete", "{\"ids\":[\"" + id + "\"],\"mode\":\"partial\"}");
    var key = newKey();
    var first = expect(207, services.keyed(0, key, bulk));
    assertThat(first.json().get("failed").intValue()).isEqualTo(1);
    expect(201, services.send(0, post("/v1/tasks", "{\"id\":\"" + id + "\",\"title\":\"there now\"}")));
    services.keyed(1, key, bulk).assertReplays(first);
  }

  @Test
  void what_was_not_decided_leaves_the_key_unused_and_a_used_key_is_looked_up_before_all_else() {
    var key = newKey();
    expect(422, services.keyed(0, key, post("/v1/tasks", "{\"title\":\"\"}")));
    expect(400, services.keyed(0, key, post("/v1/tasks", "{")));
    expect(404, services.keyed(0, key, post("/v1/nothing", "{}")));
    expect(400, services.keyed(0, key, post("/v1/tasks?unknown=1", "{}")));
    expect(201, services.keyed(0, key, post("/v1/tasks", "{\"title\":\"x\"}")));
    for (var other : List.of(post("/v1/tasks", "{\"title\":\"\"}"), post("/v1/tasks", "{"),
        post("/v1/nothing", "{\"title\":\"x\"}"), patch("/v1/tasks", "{\"title\":\"x\"}"))) {
      assertReused(services.keyed(1, key, other));
    }
  }

  @Test
  void a_key_is_its_owners_and_the_same_in_quotes() {
    var key = newKey();
    var create = post("/v1/tasks", "{\"title\":\"x\"}");
    var first = expect(201, services.keyed(0, key, create));
    services.keyed(0, '"' + key + '"', create).assertReplays(first);
    var stranger = new Request("POST", "/v1/tasks", services.newToken(PASSWORD), create.body());
    var other = expect(201, services.keyed(0, key, stranger));
    assertThat(other.replayed()).isFalse();
    assertThat(other.text("owner")).isNotEqualTo(first.text("owner"));
    services.keyed(1, key, create).assertReplays(first);
  }

  @Test
  void a_key_that_cannot_be_one_is_refused_and_where_none_is_taken_it_is_passed_over() {
    for (var malformed : List.of("k".repeat(256), "two words", "\"open", "a,b")) {
      var refused = expect(400, services.keyed(0, malformed, post("/v1/tasks", "{\"title\":\"x\"}")));
      assertThat(refused.text("code")).isEqualTo("malformed_idempotency_key");
      assertThat(refused.json().get("errors").get(0).get("header").stringValue())
          .isEqualTo("Idempotency-Key");
    }
    expect(201, services.keyed(0, "k".repeat(255), post("/v1/tasks", "{\"title\":\"x\"}")));
    var key = newKey();
    var task = task();
    expect(200, services.keyed(0, key, new Request("DELETE", "/v1/tasks/" + task, token, "")));
    assertThat(services.keyed(0, key, new Request("DELETE", "/v1/tasks/" + task, token, "")).replayed())
        .isFalse();
    assertThat(services.keyed(0, "two words", new Request("GET", "/v1/accounts/me", token, "")).status())
        .isEqualTo(200);
    var logIn = new Request("POST", "/v1/tokens", null,
        "{\"email\":\"nobody@example.org\",\"password\":\"x\"}");
    assertThat(services.keyed(0, key, logIn).text("code")).isEqualTo("invalid_credentials");
    assertThat(services.keyed(0, key, logIn).replayed()).isFalse();
  }

  @Test
  void of_duplicates_that_come_at_once_to_two_instances_one_is_served() throws Exception {
    var id = UUID.randomUUID();
    var create = post("/v1/tasks", "{\"id\":\"" + id + "\",\"title\":\"once\"}");
    var events = events();
    assertServedOnce(201, atOnce(create));
    assertServedOnce(200,
        atOnce(patch("/v1/tasks/" + id, "{\"title\":\"changed\",\"status\":\"completed\"}")));
    assertServedOnce(200, atOnce(patch("/v1/tasks/" + id, "{\"title\":\"changed\"}")));
    assertServedOnce(404, atOnce(patch("/v1/tasks/" + UUID.randomUUID(), "{\"title\":\"changed\"}")));
    assertThat(events()).isEqualTo(events + 3);
  }

  @Test
  void of_registrations_that_come_at_once_to_two_instances_one_is_served() throws Exception {
    var email = newEmail();
    assertServedOnce(201, atOnce(registration(email, PASSWORD)));
    var bearer = services.logIn(email, PASSWORD);
    assertServedOnce(200,
        atOnce(new Request("PATCH", "/v1/accounts/me", bearer, "{\"display_name\":\"Once\"}")));
    assertServedOnce(200,
        atOnce(new Request("POST", "/v1/accounts/me/password", bearer, passwords("another password"))));
    services.logIn(email, "another password");
  }

  /** Red when the answer is stored in another transaction than the account's row. */
  @Test
  void an_account_is_not_completed_without_the_answer_that_says_so() {
    var email = newEmail();
    jdbc.sql("ALTER TABLE request ADD CONSTRAINT full_disk CHECK (status <> 201) NOT VALID").update();
    try {
      expect(500, services.keyed(0, newKey(), registration(email, PASSWORD)));
      assertThat(jdbc.sql("SELECT registered_at IS NULL FROM account WHERE email = ?").param(email)
          .query(Boolean.class).single()).isTrue();
    } finally {
      jdbc.sql("ALTER TABLE request DROP CONSTRAINT full_disk").update();
    }
    expect(201, services.keyed(0, newKey(), registration(email, PASSWORD)));
  }

  @Test
  void registrations_share_a_key_only_when_they_share_the_address_and_show_nothing_to_who_does_not_know_all() {
    var email = newEmail();
    var key = newKey();
    var first = expect(201, services.keyed(0, key, registration(email, PASSWORD)));
    assertThat(expect(201, services.keyed(0, key, registration(newEmail(), PASSWORD))).replayed()).isFalse();
    assertReused(services.keyed(0, key, registration(email, "guessed password")));
    assertReused(services.keyed(1, key, registration(email.toUpperCase(Locale.ROOT), PASSWORD)));
    var other = newKey();
    var taken = expect(409, services.keyed(0, other, registration(email, "another password")));
    services.keyed(1, other, registration(email, "another password")).assertReplays(taken);
    services.keyed(1, key, registration(email, PASSWORD)).assertReplays(first);
    assertThat(jdbc.sql("SELECT count(*) FROM request WHERE key LIKE '%@%'").query(Long.class).single())
        .isZero();
  }

  @Test
  void the_first_write_of_a_subject_of_another_issuer_can_be_retried() {
    var bearer = OTHER_ISSUER.token(Map.of("sub", "keyed-" + UUID.randomUUID()));
    var create = new Request("POST", "/v1/tasks", bearer, "{\"title\":\"x\"}");
    var key = newKey();
    var first = expect(201, services.keyed(0, key, create));
    services.keyed(1, key, create).assertReplays(first);
  }

  @Test
  void an_account_that_has_become_inactive_still_learns_what_was_answered() {
    var bearer = services.newToken(PASSWORD);
    var key = newKey();
    var create = new Request("POST", "/v1/tasks", bearer, "{\"title\":\"x\"}");
    var first = expect(201, services.keyed(0, key, create));
    expect(200, services.send(0, new Request("POST", "/v1/accounts/me/deactivate", bearer, "")));
    services.keyed(1, key, create).assertReplays(first);
    assertAnsweredTwice(403, create);
  }

  @Test
  void a_key_is_unused_again_after_its_day() {
    var key = newKey();
    var create = post("/v1/tasks", "{\"title\":\"x\"}");
    var first = expect(201, services.keyed(0, key, create));
    assertThat(
        jdbc.sql("SELECT expires_at >= now() + interval '23 hours 59 minutes' FROM request WHERE key = ?")
            .param(key).query(Boolean.class).single())
        .isTrue();
    age(key);
    var second = expect(201, services.keyed(0, key, create));
    assertThat(second.replayed()).isFalse();
    assertThat(second.text("id")).isNotEqualTo(first.text("id"));
    services.keyed(1, key, create).assertReplays(second);
    age(key);
    expired.delete();
    assertThat(jdbc.sql("SELECT count(*) FROM request WHERE key = ?").param(key).query(Long.class).single())
        .isZero();
  }

  private void age(String key) {
    jdbc.sql(
        """
            UPDATE request SET created_at = created_at - interval '25 hours', expires_at = expires_at - interval '25 hours'
             WHERE key = ?""")
        .param(key).update();
  }

  private static List<Reply> atOnce(Request request) throws Exception {
    var callers = 8;
    var barrier = new CyclicBarrier(callers);
    var key = newKey();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls = new ArrayList<Callable<Reply>>();
      for (var i = 0; i < callers; i++) {
        var instance = i % 2;
        calls.add(() -> {
          barrier.await();
          return services.keyed(instance, key, request);
        });
      }
      var answers = new ArrayList<Reply>();
      for (var call : threads.invokeAll(calls)) {
        answers.add(call.get());
      }
      return answers;
    }
  }

  private static void assertServedOnce(int status, List<Reply> answers) {
    assertThat(answers).filteredOn(answer -> !answer.replayed()).hasSize(1).first().satisfies(first -> {
      expect(status, first);
      assertThat(answers).allSatisfy(answer -> answer.assertSameAs(first));
    });
  }

  private static void assertAnsweredTwice(int status, Request request) {
    var key = newKey();
    var first = expect(status, services.keyed(0, key, request));
    services.keyed(1, key, request).assertReplays(first);
  }

  private static void assertReused(Reply answer) {
    assertThat(expect(422, answer).text("code")).isEqualTo("idempotency_key_reused");
    assertThat(answer.replayed()).isFalse();
  }

  private long events() {
    return jdbc.sql("SELECT count(*) FROM event").query(Long.class).single();
  }

  private static String newKey() {
    return UUID.randomUUID().toString();
  }

  private static Request post(String path, String body) {
    return new Request("POST", path, token, body);
  }

  private static Request patch(String path, String body) {
    return new Request("PATCH", path, token, body);
  }

  private static String passwords(String next) {
    return "{\"current_password\":\"" + PASSWORD + "\",\"new_password\":\"" + next + "\"}";
  }

  private static String task() {
    return expect(201, services.send(0, post("/v1/tasks", "{\"title\":\"a task\"}"))).text("id");
  }

  private static String deleted() {
    var task = task();
    expect(200, services.send(0, new Request("DELETE", "/v1/tasks/" + task, token, "")));
    return task;
  }

  private static String tag() {
    return expect(201, services.send(0, post("/v1/tags", "{\"name\":\"" + UUID.randomUUID() + "\"}")))
        .text("id");
  }
}
