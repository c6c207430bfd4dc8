package tasklog.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import tasklog.testkit.TestTokens;
import tasklog.web.security.SecurityProperties.Cors;
import tasklog.web.security.SecurityProperties.Other;
import tasklog.web.security.SecurityProperties.Verified;

class TokenVerifierTest {

  static final TestTokens OWN = TestTokens.own();
  static final TestTokens OTHER = new TestTokens("https://issuer.example");
  static final TestTokens STRANGER = new TestTokens(TestTokens.OWN);
  static final UUID ACCOUNT = UUID.randomUUID();

  static URI otherKeys = URI.create("http://127.0.0.1");

  private final SettableClock clock = new SettableClock();
  private final AtomicInteger looked = new AtomicInteger();
  private final TokenVerifier verifier = verifier(counted(OWN), 100);

  @BeforeAll
  static void serve() {
    otherKeys = OTHER.serve();
  }

  @AfterAll
  static void stop() {
    OTHER.close();
  }

  private TokenVerifier verifier(JWKSource<SecurityContext> keys, int maxTokens) {
    var properties = new SecurityProperties(TestTokens.OWN, "tasklog", null,
        List.of(new Other("https://issuer.example", otherKeys, "tasklog", Set.of(SignatureAlgorithm.RS256))),
        Duration.ofSeconds(10), new Verified(maxTokens, Duration.ofMinutes(5)), new Cors(List.of()));
    return new TokenVerifier(new Issuers(properties, keys, clock), properties.verified(), clock);
  }

  private JWKSource<SecurityContext> counted(TestTokens tokens) {
    try {
      var keys = new ImmutableJWKSet<SecurityContext>(JWKSet.parse(tokens.jwks()));
      return (selector, context) -> {
        looked.incrementAndGet();
        return keys.get(selector, context);
      };
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private Caller verify(String token) {
    return ((CallerToken) verifier.authenticate(new BearerTokenAuthenticationToken(token))).getPrincipal();
  }

  @Test
  void an_own_token_speaks_for_its_account() {
    var token = OWN.of(ACCOUNT);
    var caller = verify(token);
    assertThat(caller.own()).isTrue();
    assertThat(caller.subject()).isEqualTo(ACCOUNT.toString());
    assertThat(caller.scopes()).containsExactly("tasks");
    assertThat(caller.token()).isEqualTo(token);
    assertThat(caller).asString().doesNotContain(token);
  }

  @Test
  void a_token_of_another_issuer_speaks_for_its_subject() {
    var caller = verify(OTHER.token(Map.of("sub", "jane", "scope", "", "scp", "tasks admin")));
    assertThat(caller.own()).isFalse();
    assertThat(caller.issuer()).isEqualTo("https://issuer.example");
    assertThat(caller.subject()).isEqualTo("jane");
    assertThat(caller.scopes()).containsExactlyInAnyOrder("tasks", "admin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "a\\u0000b", "\\ud800", "\\ude00\\ud83d"})
  void a_subject_that_cannot_be_kept_is_nobody(String subject) {
    assertThatThrownBy(() -> verify(OTHER.token(Map.of("sub", subject))))
        .isInstanceOf(InvalidBearerTokenException.class);
  }

  @Test
  void a_subject_has_at_most_255_characters() {
    assertThat(verify(OTHER.token(Map.of("sub", "😀".repeat(255)))).subject()).isEqualTo("😀".repeat(255));
    assertThatThrownBy(() -> verify(OTHER.token(Map.of("sub", "😀".repeat(256)))))
        .isInstanceOf(InvalidBearerTokenException.class);
  }

  @Test
  void scopes_may_be_a_list() {
    var claims = OTHER.claims(Map.of("sub", "jane", "scope", "LIST"));
    var caller = verify(OTHER.signed(OTHER.header(), claims.replace("\"LIST\"", "[\"tasks\",\"a\"]")));
    assertThat(caller.scopes()).containsExactlyInAnyOrder("tasks", "a");
  }

  static Stream<String> forgeries() throws GeneralSecurityException {
    var valid = OWN.of(ACCOUNT);
    var parts = List.of(valid.split("\\."));
    var claims = OWN.claims(Map.of("sub", ACCOUNT.toString()));
    var now = System.currentTimeMillis() / 1000;
    return Stream.of(
        // no signature, or none that counts
        TestTokens.encoded("{\"alg\":\"none\"}") + "." + parts.get(1) + ".",
        TestTokens.encoded("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + parts.get(1) + "." + parts.get(2),
        parts.get(0) + "." + parts.get(1) + ".",
        parts.get(0) + "." + parts.get(1),
        parts.get(0) + "." + TestTokens.encoded(OWN.claims(Map.of("sub", UUID.randomUUID().toString()))) + "."
            + parts.get(2),
        hs256(OWN, claims),
        // signed by who it may not be, or with what it may not be
        STRANGER.signed(STRANGER.header(), claims),
        STRANGER.signed(OWN.header(), claims),
        OTHER.signed(OTHER.header(), claims),
        OWN.signed(OWN.header().replace("RS256", "RS384"), claims),
        OWN.signed(OWN.header().replace("RS256", "PS256"), claims),
        OWN.signed("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"other\"}", claims),
        OWN.signed("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"crit\":[\"x\"],\"x\":1}", claims),
        // not an access token of ours
        OWN.signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims),
        OWN.signed("{\"alg\":\"RS256\"}", claims),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "iss", "https://nobody.example")),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "iss", "https://issuer.example")),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "iss", "")),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "aud", "another")),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "aud", "")),
        // not now
        OWN.token(Map.of("sub", ACCOUNT.toString(), "exp", now - 60, "iat", now - 90)),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "exp", "")),
        OWN.token(Map.of("sub", ACCOUNT.toString(), "nbf", now + 60)),
        // not an account
        OWN.token(Map.of("sub", "jane")),
        OWN.token(Map.of("sub", "1-1-1-1-1")),
        OWN.token(Map.of()),
        OTHER.token(Map.of()),
        // not a token
        "x", "a.b.c", "..", parts.get(0), "{}", "é.é.é");
  }

  private static String hs256(TestTokens tokens, String claims) throws GeneralSecurityException {
    var pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'})
        .encodeToString(tokens.publicKey().getEncoded()) + "\n-----END PUBLIC KEY-----\n";
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(pem.getBytes(UTF_8), "HmacSHA256"));
    var input = TestTokens.encoded(tokens.header().replace("RS256", "HS256")) + "."
        + TestTokens.encoded(claims);
    return input + "." + TestTokens.encoded(mac.doFinal(input.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void a_forged_token_is_refused_the_second_time_too(String token) {
    assertThatThrownBy(() -> verify(token)).isInstanceOf(InvalidBearerTokenException.class);
    assertThatThrownBy(() -> verify(token)).isInstanceOf(InvalidBearerTokenException.class);
  }

  @Test
  void a_token_is_verified_once() {
    var token = OWN.of(ACCOUNT);
    assertThat(verify(token)).isSameAs(verify(token));
    assertThat(looked).hasValue(1);
  }

  @Test
  void a_changed_signature_is_not_the_token_that_was_verified() {
    var token = OWN.of(ACCOUNT);
    verify(token);
    var changed = token.substring(0, token.length() - 4) + (token.endsWith("AAAA") ? "BBBB" : "AAAA");
    assertThatThrownBy(() -> verify(changed)).isInstanceOf(InvalidBearerTokenException.class);
  }

  @Test
  void a_verified_token_is_looked_at_again_after_a_while() {
    var token = OWN.of(ACCOUNT);
    verify(token);
    clock.advance(Duration.ofMinutes(5).minusSeconds(1));
    verify(token);
    assertThat(looked).hasValue(1);
    clock.advance(Duration.ofSeconds(2));
    verify(token);
    assertThat(looked).hasValue(2);
  }

  @Test
  void a_verified_token_expires_all_the_same() {
    var token = OWN.token(Map.of("sub", ACCOUNT.toString(), "exp", clock.instant().getEpochSecond() + 60));
    verify(token);
    clock.advance(Duration.ofSeconds(59));
    verify(token);
    assertThat(looked).hasValue(1);
    clock.advance(Duration.ofSeconds(12));
    assertThatThrownBy(() -> verify(token)).isInstanceOf(InvalidBearerTokenException.class);
  }

  @Test
  void a_clock_that_is_a_little_off_is_borne() {
    var now = clock.instant().getEpochSecond();
    verify(OWN.token(Map.of("sub", ACCOUNT.toString(), "nbf", now + 8)));
    verify(OWN.token(Map.of("sub", ACCOUNT.toString(), "exp", now - 8, "iat", now - 60)));
  }

  @Test
  void more_tokens_than_are_remembered_are_verified_again() {
    var small = verifier(counted(OWN), 0);
    var token = OWN.of(ACCOUNT);
    small.authenticate(new BearerTokenAuthenticationToken(token));
    small.authenticate(new BearerTokenAuthenticationToken(token));
    assertThat(looked).hasValueBetween(1, 2);
  }

  @Test
  void a_token_is_neither_valid_nor_invalid_while_its_keys_cannot_be_had() {
    JWKSource<SecurityContext> away = (selector, context) -> {
      throw new KeySourceException("away");
    };
    var token = new BearerTokenAuthenticationToken(OWN.of(ACCOUNT));
    assertThatThrownBy(() -> verifier(away, 10).authenticate(token))
        .isInstanceOf(AuthenticationServiceException.class).hasRootCauseInstanceOf(JOSEException.class);
  }
}
