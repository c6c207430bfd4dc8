package tasklog.command.account;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import tasklog.events.OwnerId;
import tasklog.web.input.ConsistencyToken;

/** What becomes of an account after it was registered. */
class AccountChangesIT extends AccountService {

  private static final String OTHER_PASSWORD = "another battery";

  @Autowired
  AccountRows rows;

  @Autowired
  AccountLog log;

  private String email = "";
  private String token = "";
  private @Nullable Answer registered;

  private Answer registered() {
    return Objects.requireNonNull(registered);
  }

  @BeforeEach
  void registerAndLogIn() {
    email = newEmail();
    registered = register(email, PASSWORD);
    token = tokenOf(email);
  }

  @Test
  void registering_is_the_first_change() {
    assertThat(registered().text("updated_at")).isEqualTo(registered().text("created_at"));
  }

  @Test
  void an_account_gets_another_name() {
    var renamed = rename("{\"display_name\":\"  Grace \u202Eİ\"}");
    assertThat(renamed.status()).isEqualTo(200);
    assertThat(renamed.text("display_name")).isEqualTo("  Grace \u202Eİ");
    assertThat(position(renamed)).isEqualTo(position(registered()));
    assertMoved(registered(), renamed);
  }

  @Test
  void a_change_that_changes_nothing_leaves_no_trace() {
    var body = registered().json();
    assertThat(rename("{}").json()).isEqualTo(body);
    assertThat(rename(Map.of("display_name", registered().text("display_name"))).json()).isEqualTo(body);
    assertThat(changePassword(PASSWORD, PASSWORD).json()).isEqualTo(body);
    assertThat(me(token).json()).isEqualTo(body);
    assertThat(logIn(email, PASSWORD).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "{\"display_name\":null} | /display_name null_not_allowed",
      "{\"display_name\":\"\"} | /display_name too_short",
      "{\"display_name\":7} | /display_name wrong_type",
      "{\"display_name\":\"a\\u0000\"} | /display_name character_not_allowed",
      "{\"email\":\"new@example.org\"} | /email unknown_field",
      "{\"password\":\"correct horse\"} | /password unknown_field"})
  void what_cannot_be_changed_so_is_refused_by_name(String body, String error) {
    assertThat(errors(rename(body))).isEqualTo(error);
    assertThat(me(token).json()).isEqualTo(registered().json());
  }

  @Test
  void an_account_gets_another_password_and_the_tokens_that_are_out_stay_valid() {
    var changed = changePassword(PASSWORD, OTHER_PASSWORD);
    assertThat(changed.status()).isEqualTo(200);
    assertMoved(registered(), changed);
    assertThat(logIn(email, PASSWORD).status()).isEqualTo(401);
    assertThat(logIn(email, OTHER_PASSWORD).status()).isEqualTo(200);
    assertThat(create(token).status()).isEqualTo(201);
  }

  @Test
  void a_wrong_current_password_changes_nothing() {
    for (var wrong : List.of("wrong password", "", "x".repeat(100))) {
      assertThat(errors(changePassword(wrong, OTHER_PASSWORD))).isEqualTo("/current_password wrong_password");
    }
    assertThat(me(token).json()).isEqualTo(registered().json());
    assertThat(logIn(email, OTHER_PASSWORD).status()).isEqualTo(401);
    assertThat(logIn(email, PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void a_new_password_has_the_bounds_of_the_first() {
    assertThat(errors(changePassword(PASSWORD, "seven77"))).isEqualTo("/new_password too_short");
    assertThat(errors(changePassword(PASSWORD, "é".repeat(37)))).isEqualTo("/new_password too_long");
    assertThat(errors(send(POST, "/v1/accounts/me/password", token, Map.of())))
        .isEqualTo("/current_password required, /new_password required");
  }

  /** A token that was found somewhere is no way to find the password. */
  @Test
  void guessing_the_current_password_counts_as_guessing_at_the_log_in() {
    for (var i = 0; i < 20; i++) {
      assertThat(changePassword("wrong password", OTHER_PASSWORD).status()).isEqualTo(422);
    }
    assertThat(changePassword(PASSWORD, OTHER_PASSWORD).text("code")).isEqualTo("too_many_requests");
    assertThat(logIn(email, PASSWORD).status()).isEqualTo(429);
  }

  @Test
  void of_several_changes_of_the_password_at_once_one_succeeds() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = threads.invokeAll(IntStream.range(0, 4)
          .<Callable<Answer>>mapToObj(i -> () -> changePassword(PASSWORD, OTHER_PASSWORD + i)).toList())
          .stream().map(Future::resultNow).toList();
      assertThat(answers).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 422);
      for (var i = 0; i < 4; i++) {
        assertThat(logIn(email, OTHER_PASSWORD + i).status() == 200)
            .isEqualTo(answers.get(i).status() == 200);
      }
    }
  }

  @Test
  void an_inactive_account_reads_and_logs_in_but_writes_nothing() {
    var task = create(token);
    var tag = send(POST, "/v1/tags", token, Map.of("name", "x"));
    var deactivated = send(POST, "/v1/accounts/me/deactivate", token, null);
    assertThat(deactivated.status()).isEqualTo(200);
    assertThat(deactivated.json().get("active").booleanValue()).isFalse();
    assertThat(position(deactivated)).isGreaterThan(position(tag));
    assertMoved(registered(), deactivated);

    var tasks = "/v1/tasks/" + task.text("id");
    var tags = "/v1/tags/" + tag.text("id");
    var ids = List.of(task.text("id"));
    var again = tokenOf(email);
    assertRefused(create(again));
    assertRefused(send(PATCH, tasks, again, Map.of("title", "x")));
    assertRefused(send(HttpMethod.DELETE, tasks, again, null));
    assertRefused(send(POST, tasks + "/restore", again, null));
    assertRefused(send(PUT, tasks + "/tags/" + tag.text("id"), again, null));
    assertRefused(send(POST, "/v1/tasks/bulk/status", again, Map.of("ids", ids, "status", "completed")));
    assertRefused(send(POST, "/v1/tasks/bulk/delete", again, Map.of("ids", ids, "mode", "partial")));
    assertRefused(send(POST, "/v1/tags", again, Map.of("name", "y")));
    assertRefused(send(PATCH, tags, again, Map.of("name", "y")));
    assertRefused(send(HttpMethod.DELETE, tags, again, null));
    assertRefused(rename(Map.of("display_name", "x")));
    assertRefused(changePassword(PASSWORD, OTHER_PASSWORD));
    assertThat(me(again).json()).isEqualTo(deactivated.json());
  }

  private static void assertRefused(Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text("code")).isEqualTo("account_inactive");
  }

  @Test
  void deactivating_twice_is_deactivating_once() {
    var first = send(POST, "/v1/accounts/me/deactivate", token, null);
    var second = send(POST, "/v1/accounts/me/deactivate", token, null);
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(position(second)).isEqualTo(position(first));
    assertThat(events(registered().text("id"), "AccountDeactivated")).isEqualTo(1);
  }

  @Test
  void an_administrator_reactivates_and_is_named_as_who_did_it() {
    var administrator = administrator();
    var deactivated = send(POST, "/v1/accounts/me/deactivate", token, null);
    var reactivated = reactivate(registered().text("id"), administrator);
    assertThat(reactivated.status()).isEqualTo(200);
    assertThat(reactivated.text("id")).isEqualTo(registered().text("id"));
    assertThat(reactivated.json().get("active").booleanValue()).isTrue();
    assertMoved(deactivated, reactivated);
    assertThat(me(token).json()).isEqualTo(reactivated.json());
    assertThat(create(token).status()).isEqualTo(201);
    assertThat(jdbc.sql("SELECT actor_id FROM event WHERE owner = ? AND type = 'tasklog.AccountReactivated'")
        .param(UUID.fromString(registered().text("id"))).query(String.class).list())
        .containsExactly(me(administrator).text("id"));
    var again = reactivate(registered().text("id"), administrator);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json()).isEqualTo(reactivated.json());
    assertThat(events(registered().text("id"), "AccountReactivated")).isEqualTo(1);
  }

  @Test
  void nobody_but_an_administrator_reactivates() {
    send(POST, "/v1/accounts/me/deactivate", token, null);
    var other = newEmail();
    register(other, PASSWORD);
    for (var bearer : List.of(token, tokenOf(other))) {
      var refused = reactivate(registered().text("id"), bearer);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("code")).isEqualTo("scope_missing");
      assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "\"admin\"");
    }
    assertThat(me(token).json().get("active").booleanValue()).isFalse();
  }

  @Test
  void what_is_no_account_is_not_reactivated() {
    var administrator = administrator();
    var inert = new OwnerId(UUID.randomUUID());
    rows.reserve(inert, newEmail(), Instant.now());
    var half = new OwnerId(UUID.randomUUID());
    rows.reserve(half, newEmail(), Instant.now());
    log.register(half);
    for (var id : List.of(UUID.randomUUID(), inert, half, "me", "0")) {
      var refused = reactivate(id.toString(), administrator);
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.text("code")).isEqualTo("account_not_found");
    }
  }

  @Test
  void an_administrator_who_is_inactive_reactivates_nobody() {
    var claims = Map.<String, Object>of("sub", "admin-" + UUID.randomUUID(), "scope", "tasks admin");
    var administrator = OTHER_ISSUER.token(claims);
    send(POST, "/v1/accounts/me/deactivate", token, null);
    var own = send(POST, "/v1/accounts/me/deactivate", administrator, null);
    assertRefused(reactivate(registered().text("id"), administrator));
    assertRefused(reactivate(own.text("id"), administrator));
    assertThat(reactivate(own.text("id"), administrator()).status()).isEqualTo(200);
    assertThat(reactivate(registered().text("id"), administrator).status()).isEqualTo(200);
  }

  @Test
  void name_and_password_of_a_subject_of_another_issuer_are_kept_there() {
    var subject = OTHER_ISSUER.token(Map.of("sub", "writer-" + UUID.randomUUID()));
    create(subject);
    var before = me(subject).json();
    for (var refused : List.of(
        send(PATCH, "/v1/accounts/me", subject, Map.of("display_name", "x")),
        send(POST, "/v1/accounts/me/password", subject,
            Map.of("current_password", "", "new_password", OTHER_PASSWORD)))) {
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("code")).isEqualTo("account_kept_elsewhere");
    }
    assertThat(me(subject).json()).isEqualTo(before);
    assertThat(send(POST, "/v1/accounts/me/deactivate", subject, null).status()).isEqualTo(200);
    assertRefused(create(subject));
  }

  @Test
  void who_prefers_no_body_gets_none() {
    for (var path : List.of("/v1/accounts/me/deactivate",
        "/v1/accounts/" + registered().text("id") + "/reactivate")) {
      var answer = http.method(POST).uri(path).header("Prefer", "return=minimal")
          .header("Authorization", "Bearer " + (path.endsWith("/reactivate") ? administrator() : token))
          .exchange().returnResult(String.class);
      assertThat(answer.getStatus().value()).isEqualTo(204);
      assertThat(answer.getResponseHeaders().getFirst("Preference-Applied")).isEqualTo("return=minimal");
      assertThat(answer.getResponseHeaders().getFirst("Consistency-Token")).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/accounts/me/password, POST", "GET, /v1/accounts/me/deactivate, POST"})
  void other_methods_are_not_allowed(String method, String path, String allowed) {
    var answer = send(HttpMethod.valueOf(method), path, token, null);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo(allowed);
  }

  @Test
  void an_account_has_no_version_to_hold_a_change_against() {
    var answer = http.method(GET).uri("/v1/accounts/me").header("Authorization", "Bearer " + token)
        .header("If-Match", "\"1\"").exchange().returnResult(String.class);
    assertThat(answer.getStatus().value()).isEqualTo(400);
  }

  private Answer rename(Object body) {
    return send(PATCH, "/v1/accounts/me", token, body);
  }

  private Answer changePassword(String current, String next) {
    return send(POST, "/v1/accounts/me/password", token,
        Map.of("current_password", current, "new_password", next));
  }

  private Answer reactivate(String id, String bearer) {
    return send(POST, "/v1/accounts/" + id + "/reactivate", bearer, null);
  }

  private Answer create(String bearer) {
    return send(POST, "/v1/tasks", bearer, Map.of("title", "t"));
  }

  private static String errors(Answer answer) {
    assertThat(answer.status()).isEqualTo(422);
    return answer.json().get("errors").valueStream()
        .map(error -> error.get("pointer").stringValue() + " " + error.get("code").stringValue())
        .collect(joining(", "));
  }

  private static long position(Answer answer) {
    return ConsistencyToken.parse(String.valueOf(answer.header("Consistency-Token"))).position();
  }

  /** Something changed between the two answers. */
  private void assertMoved(Answer before, Answer after) {
    assertThat(after.text("created_at")).isEqualTo(before.text("created_at"));
    assertThat(Instant.parse(after.text("updated_at"))).isAfter(Instant.parse(before.text("updated_at")));
    assertThat(me(token).json()).isEqualTo(after.json());
  }
}
