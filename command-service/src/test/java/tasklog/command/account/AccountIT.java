package tasklog.command.account;

import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.POST;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import tasklog.web.WebJson;
import tasklog.web.input.ConsistencyToken;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
class AccountIT extends AccountService {

  @Test
  void who_registers_can_log_in_and_sees_the_account() {
    var email = newEmail();
    var registered = register(email, PASSWORD);
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.header("Location")).isEqualTo("/v1/accounts/me");
    assertThat(ConsistencyToken.parse(String.valueOf(registered.header("Consistency-Token"))).position())
        .isPositive();
    assertThat(registered.json().propertyNames())
        .containsExactly("id", "email", "display_name", "active", "created_at", "updated_at");
    assertThat(registered.text("email")).isEqualTo(email);
    assertThat(registered.text("display_name")).isEqualTo("Jane İ. Doe");
    assertThat(registered.json().get("active").booleanValue()).isTrue();
    assertThat(registered.text("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    assertThat(Instant.parse(registered.text("created_at")))
        .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
    assertThat(me(tokenOf(email)).json()).isEqualTo(registered.json());
    assertThat(registrations(registered.text("id"))).isEqualTo(1);
  }

  @Test
  void a_token_says_who_and_what_for_and_is_kept_by_nobody_else() {
    var email = newEmail();
    var id = register(email, PASSWORD).text("id");
    var answer = logIn(email, PASSWORD);
    assertThat(answer.json().propertyNames()).containsExactly("access_token", "token_type", "expires_in",
        "scope");
    assertThat(answer.text("token_type")).isEqualTo("Bearer");
    assertThat(answer.json().get("expires_in").intValue()).isEqualTo(3600);
    assertThat(answer.text("scope")).isEqualTo("tasks");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    var header = part(answer, 0);
    assertThat(header.get("alg").stringValue()).isEqualTo("RS256");
    assertThat(header.get("typ").stringValue()).isEqualTo("at+jwt");
    var claims = part(answer, 1);
    assertThat(claims.propertyNames())
        .containsExactlyInAnyOrder("iss", "aud", "sub", "client_id", "scope", "jti", "iat", "exp");
    assertThat(claims.get("sub").stringValue()).isEqualTo(id);
    assertThat(claims.get("exp").longValue() - claims.get("iat").longValue()).isEqualTo(3600);
  }

  private static JsonNode part(Answer answer, int index) {
    var part = List.of(answer.text("access_token").split("\\.")).get(index);
    return WebJson.mapper().readTree(Base64.getUrlDecoder().decode(part));
  }

  @Test
  void the_administrator_that_is_configured_gets_the_scope() {
    register("admin@example.ORG", PASSWORD);
    assertThat(logIn("ADMIN@example.org", PASSWORD).text("scope")).isEqualTo("tasks admin");
  }

  @ParameterizedTest
  @CsvSource({
      "Jane@Example.org, jANE@eXAMPLE.ORG, true",
      "istanbul@i.example, ISTANBUL@I.EXAMPLE, true",
      "straße@s.example, STRASSE@S.EXAMPLE, true",
      "ΣΊΣΥΦΟΣ@g.example, σίσυφος@g.example, true",
      "café@c.example, cafe\u0301@c.example, true",
      "ilk@t.example, ılk@t.example, false",
      "İlk@u.example, ilk@u.example, false",
      "İlk@v.example, i\u0307lk@v.example, true"})
  void addresses_are_the_same_after_full_case_folding(String first, String second, boolean same) {
    assertThat(register(first, PASSWORD).status()).isEqualTo(201);
    var again = register(second, "another password");
    assertThat(again.status()).isEqualTo(same ? 409 : 201);
    assertThat(logIn(second, PASSWORD).status()).isEqualTo(same ? 200 : 401);
    if (same) {
      assertThat(again.text("code")).isEqualTo("email_taken");
      assertThat(me(logIn(second, PASSWORD).text("access_token")).text("email")).isEqualTo(first);
    }
  }

  static List<Map<String, Object>> invalid() {
    return List.of(
        Map.of("email", "nobody", "password", PASSWORD, "display_name", "x", "!", "/email malformed_email"),
        Map.of("email", "a b@c", "password", PASSWORD, "display_name", "x", "!", "/email malformed_email"),
        Map.of("email", "a@b@c", "password", PASSWORD, "display_name", "x", "!", "/email malformed_email"),
        Map.of("email", "a@b\u0085", "password", PASSWORD, "display_name", "x", "!",
            "/email malformed_email"),
        Map.of("email", "a@\u3000b", "password", PASSWORD, "display_name", "x", "!",
            "/email malformed_email"),
        Map.of("email", "", "password", PASSWORD, "display_name", "x", "!", "/email too_short"),
        Map.of("email", "a@" + "é".repeat(127), "password", PASSWORD, "display_name", "x", "!",
            "/email too_long"),
        Map.of("email", "a@b\0", "password", PASSWORD, "display_name", "x", "!",
            "/email character_not_allowed"),
        Map.of("email", 1, "password", PASSWORD, "display_name", "x", "!", "/email wrong_type"),
        Map.of("password", PASSWORD, "display_name", "x", "!", "/email required"),
        Map.of("email", "a@b", "password", "seven77", "display_name", "x", "!", "/password too_short"),
        Map.of("email", "a@b", "password", "x".repeat(73), "display_name", "x", "!", "/password too_long"),
        Map.of("email", "a@b", "password", "é".repeat(37), "display_name", "x", "!", "/password too_long"),
        Map.of("email", "a@b", "password", PASSWORD, "display_name", "", "!", "/display_name too_short"),
        Map.of("email", "a@b", "password", PASSWORD, "display_name", "x".repeat(201), "!",
            "/display_name too_long"),
        Map.of("email", "a@b", "password", PASSWORD, "display_name", "x", "admin", true, "!",
            "/admin unknown_field"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void a_registration_that_breaks_a_rule_is_told_which(Map<String, Object> fields) {
    var body = new HashMap<>(fields);
    var expected = String.valueOf(body.remove("!"));
    var answer = send(POST, "/v1/accounts", null, body);
    assertThat(answer.status()).isEqualTo(422);
    var error = answer.json().get("errors").get(0);
    assertThat(error.get("pointer").stringValue() + " " + error.get("code").stringValue())
        .isEqualTo(expected);
    assertThat(answer.json().get("errors")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e\u0301\u202E\u200F", "\uFEFFx\u200b", "😀", "\"\\", "\uFFFF\uE000", "İı"})
  void what_a_person_is_called_is_kept_code_point_by_code_point(String text) {
    var email = text + newEmail();
    var password = text + "12345678";
    var registered = send(POST, "/v1/accounts", null,
        Map.of("email", email, "password", password, "display_name", text + "\t"));
    assertThat(registered.text("email")).isEqualTo(email);
    assertThat(registered.text("display_name")).isEqualTo(text + "\t");
    assertThat(me(logIn(email, password).text("access_token")).json()).isEqualTo(registered.json());
    assertThat(logIn(email, password.replace("\u0301", "")).status())
        .isEqualTo(text.contains("\u0301") ? 401 : 200);
  }

  @ParameterizedTest
  @CsvSource({"12345678", "éééé", "'        '"})
  void a_password_is_kept_to_the_last_byte(String start) {
    var password = start + "x".repeat(72 - Passwords.bytes(start));
    var email = newEmail();
    assertThat(register(email, password).status()).isEqualTo(201);
    assertThat(logIn(email, password).status()).isEqualTo(200);
    assertThat(logIn(email, password + "y").status()).isEqualTo(401);
    assertThat(logIn(email, password.substring(0, password.length() - 1)).status()).isEqualTo(401);
    assertThat(logIn(email, password.substring(0, password.length() - 1) + "y").status()).isEqualTo(401);
  }

  @Test
  void a_wrong_log_in_is_answered_the_same_whatever_is_wrong() {
    var known = newEmail();
    register(known, PASSWORD);
    var inert = newEmail();
    inert(inert);
    var bodies = List.of(logIn(known, "wrong password"), logIn(newEmail(), PASSWORD), logIn(inert, PASSWORD),
        logIn("no address", PASSWORD), logIn(known, ""), logIn("", ""), logIn(known, "x".repeat(5000)));
    assertThat(bodies).allSatisfy(answer -> {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(String.valueOf(answer.http().getResponseBody()).replace(answer.text("request_id"), "ID"))
          .isEqualTo(
              """
                  {"type":"/problems/invalid_credentials","title":"E-mail address or password is wrong","status":401,\
                  "detail":"E-mail address or password is wrong","code":"invalid_credentials","request_id":"ID",\
                  "errors":[]}""");
    });
  }

  private UUID inert(String email) {
    var id = UUID.randomUUID();
    jdbc.sql("INSERT INTO account (id, email, created_at, updated_at) VALUES (?, ?, now(), now())")
        .param(id).param(email).update();
    return id;
  }

  @Test
  void an_inert_row_keeps_nobody_from_the_address() {
    var email = newEmail();
    var id = inert(email);
    var registered = register(email.toUpperCase(Locale.ROOT), PASSWORD);
    assertThat(registered.status()).isEqualTo(201);
    assertThat(registered.text("id")).isEqualTo(id.toString());
    assertThat(registered.text("email")).isEqualTo(email.toUpperCase(Locale.ROOT));
    assertThat(me(tokenOf(email)).text("id")).isEqualTo(id.toString());
    assertThat(registrations(id.toString())).isEqualTo(1);
  }

  @Test
  void an_account_that_is_unknown_here_has_no_me() {
    var token = OTHER_ISSUER.token(Map.of("sub", "reader-" + UUID.randomUUID()));
    var answer = me(token);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text("code")).isEqualTo("account_not_found");
  }

  @Test
  void nothing_of_a_person_is_in_events_or_logs(CapturedOutput output) {
    var email = newEmail();
    register(email, PASSWORD);
    logIn(email, "wrong password");
    var token = tokenOf(email);
    var events = jdbc.sql("SELECT string_agg(event::text, '') FROM event").query(String.class).single();
    assertThat(events).doesNotContain(email, "Jane", "bcrypt", "$2a$", PASSWORD);
    assertThat(output.getAll()).doesNotContain(email, "Jane", "bcrypt", "$2a$", PASSWORD, token);
  }

  @Test
  void the_key_set_has_no_private_part_and_may_be_kept() {
    var answer = send(GET, "/.well-known/jwks.json", null, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("max-age=300, public");
    assertThat(answer.header("Content-Type")).startsWith("application/jwk-set+json");
    var key = answer.json().get("keys").get(0);
    assertThat(key.propertyNames()).containsExactlyInAnyOrder("kty", "e", "use", "kid", "alg", "n");
    assertThat(key.get("kid").stringValue()).hasSize(43);
  }

  @Test
  void who_guesses_is_stopped_and_who_knows_is_not() {
    var email = newEmail();
    register(email, PASSWORD);
    for (var i = 0; i < 20; i++) {
      assertThat(logIn(email, "wrong password").status()).isEqualTo(401);
    }
    var stopped = logIn(email.toUpperCase(Locale.ROOT), PASSWORD);
    assertThat(stopped.status()).isEqualTo(429);
    assertThat(stopped.text("code")).isEqualTo("too_many_requests");
    assertThat(Integer.parseInt(String.valueOf(stopped.header("Retry-After")))).isBetween(1, 15);
  }

  @Test
  void fifty_registrations_in_a_row_from_one_address_pass_and_each_can_log_in_often() {
    var email = "";
    for (var i = 0; i < 50; i++) {
      email = newEmail();
      assertThat(register(email, PASSWORD).status()).isEqualTo(201);
    }
    for (var i = 0; i < 25; i++) {
      assertThat(logIn(email, PASSWORD).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, /v1/accounts, POST", "GET, /v1/tokens, POST", "POST, /.well-known/jwks.json, GET"})
  void other_methods_are_not_allowed(String method, String path, String allowed) {
    var answer = send(HttpMethod.valueOf(method), path, null, null);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).isEqualTo(allowed);
  }

  @Test
  void health_is_up() {
    assertThat(send(GET, "/health", null, null).http().getResponseBody())
        .isEqualTo("{\"status\":\"up\",\"database\":\"up\"}");
  }
}
