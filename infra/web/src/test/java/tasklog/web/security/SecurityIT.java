package tasklog.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.OPTIONS;
import static org.springframework.http.HttpMethod.POST;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpMethod;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import tasklog.testkit.TestTokens;
import tasklog.web.WebTestApplication;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = WebTestApplication.class)
@AutoConfigureRestTestClient
class SecurityIT {

  static final TestTokens OTHER = new TestTokens("https://issuer.example");

  @Autowired
  RestTestClient http;

  @DynamicPropertySource
  static void another(DynamicPropertyRegistry registry) {
    registry.add("tasklog.security.issuers[0].issuer", () -> "https://issuer.example");
    registry.add("tasklog.security.issuers[0].jwks-uri", OTHER::serve);
    registry.add("tasklog.security.issuers[0].audience", () -> "tasklog");
    registry.add("tasklog.security.cors.allowed-origins", () -> "https://app.example");
  }

  @AfterAll
  static void stop() {
    OTHER.close();
  }

  private EntityExchangeResult<String> send(HttpMethod method, String path, @Nullable String authorization) {
    var request = http.method(method).uri(path);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.exchange().returnResult(String.class);
  }

  private static @Nullable String challenge(EntityExchangeResult<String> answer) {
    return answer.getResponseHeaders().getFirst("WWW-Authenticate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/probe/caller", "/v1/nope", "/nope", "/actuator/health", "/v1/accounts/me",
      "/problems/a/b", "/health/x", "/v1/tokens/x"})
  void what_is_not_public_takes_a_token(String path) {
    var answer = send(GET, path, null);
    assertThat(answer.getStatus().value()).isEqualTo(401);
    assertThat(challenge(answer)).isEqualTo("Bearer");
    assertThat(answer.getResponseBody()).contains("\"code\":\"unauthenticated\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic eDp5", "Token x"})
  void no_other_scheme_is_taken(String authorization) {
    assertThat(challenge(send(GET, "/v1/probe/caller", authorization))).isEqualTo("Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer x", "Bearer", "Bearer a b", "Bearer é", "bearer x.y.z"})
  void a_bad_token_is_challenged(String authorization) {
    var answer = send(GET, "/v1/probe/caller", authorization);
    assertThat(answer.getStatus().value()).isEqualTo(401);
    assertThat(challenge(answer)).isEqualTo("Bearer error=\"invalid_token\"");
    assertThat(answer.getResponseBody()).contains("\"code\":\"invalid_token\"");
  }

  @Test
  void a_token_in_the_query_is_no_token() {
    var token = WebTestApplication.TOKENS.of(UUID.randomUUID());
    assertThat(send(GET, "/v1/probe/caller?access_token=" + token, null).getStatus().value()).isEqualTo(401);
  }

  @Test
  void a_token_without_the_scope_is_told_which() {
    var token = OTHER.token(Map.of("sub", "known", "scope", "email"));
    var answer = send(GET, "/v1/probe/caller", "Bearer " + token);
    assertThat(answer.getStatus().value()).isEqualTo(403);
    assertThat(challenge(answer)).isEqualTo("Bearer error=\"insufficient_scope\", scope=\"tasks\"");
    assertThat(answer.getResponseBody()).contains("\"code\":\"scope_missing\"");
  }

  @ParameterizedTest
  @CsvSource({"/health, 503", "/problems, 200", "/v1/tokens, 404", "/v1/accounts, 404",
      "/.well-known/jwks.json, 404"})
  void a_bad_token_does_not_matter_where_none_is_needed(String path, int status) {
    assertThat(send(GET, path, "Bearer x").getStatus().value()).isEqualTo(status);
  }

  @Test
  void an_own_token_owns_what_its_account_owns() {
    var account = UUID.randomUUID();
    var token = "Bearer " + WebTestApplication.TOKENS.of(account);
    assertThat(send(GET, "/v1/probe/owner", token).getResponseBody())
        .isEqualTo("{\"value\":\"" + account + "\"}");
    assertThat(send(POST, "/v1/probe/owner", token).getResponseBody())
        .isEqualTo("{\"value\":\"" + account + "\"}");
  }

  @Test
  void a_subject_of_another_issuer_owns_what_its_account_owns() {
    var token = "Bearer " + OTHER.token(Map.of("sub", "known"));
    assertThat(send(GET, "/v1/probe/owner", token).getResponseBody())
        .isEqualTo("{\"value\":\"" + WebTestApplication.KNOWN + "\"}");
  }

  @Test
  void a_subject_without_an_account_reads_as_nobody_and_writes_as_a_new_account() {
    var token = "Bearer " + OTHER.token(Map.of("sub", "new"));
    assertThat(send(GET, "/v1/probe/owner", token).getResponseBody())
        .isEqualTo("{\"value\":\"00000000-0000-0000-0000-000000000000\"}");
    assertThat(send(POST, "/v1/probe/owner", token).getResponseBody())
        .isEqualTo("{\"value\":\"" + WebTestApplication.KNOWN + "\"}");
  }

  @Test
  void a_subject_that_gets_no_account_does_not_write_as_nobody() {
    var token = "Bearer " + OTHER.token(Map.of("sub", "never"));
    assertThat(send(POST, "/v1/probe/owner", token).getStatus().value()).isEqualTo(401);
  }

  @Test
  void a_browser_of_a_named_origin_may_send_and_see_what_the_api_has() {
    var preflight = http.method(OPTIONS).uri("/v1/probe/caller")
        .header("Origin", "https://app.example").header("Access-Control-Request-Method", "PATCH")
        .header("Access-Control-Request-Headers", "authorization,content-type,if-match,if-none-match,"
            + "idempotency-key,prefer,consistency-token,last-event-id,traceparent")
        .exchange().expectStatus().isOk().returnResult(String.class).getResponseHeaders();
    assertThat(preflight.getFirst("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(preflight.getFirst("Access-Control-Allow-Headers"))
        .isEqualToIgnoringCase("Authorization, Content-Type,"
            + " If-Match, If-None-Match, Idempotency-Key, Prefer, Consistency-Token, Last-Event-ID, traceparent");
    assertThat(preflight.getFirst("Access-Control-Allow-Methods")).contains("PATCH");
    assertThat(preflight.containsHeader("Access-Control-Allow-Credentials")).isFalse();
    var refused = http.get().uri("/v1/probe/caller").header("Origin", "https://app.example")
        .exchange().expectStatus().isUnauthorized().returnResult(String.class).getResponseHeaders();
    assertThat(refused.getFirst("Access-Control-Expose-Headers"))
        .isEqualTo("ETag, Location, Consistency-Token,"
            + " Projection-Lag-Ms, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate,"
            + " X-Request-Id, Idempotency-Replayed");
  }

  @Test
  void a_browser_of_another_origin_is_refused() {
    http.method(OPTIONS).uri("/v1/probe/caller").header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "GET")
        .exchange().expectStatus().isForbidden().expectHeader().doesNotExist("Access-Control-Allow-Origin");
  }
}
