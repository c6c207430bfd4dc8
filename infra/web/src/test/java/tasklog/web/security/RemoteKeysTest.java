package tasklog.web.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tasklog.local.Ports;
import tasklog.testkit.TestTokens;

class RemoteKeysTest {

  private static List<JWK> get(RemoteKeys keys, String keyId) throws KeySourceException {
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build();
    return keys.get(new JWKSelector(Objects.requireNonNull(JWKMatcher.forJWSHeader(header))), null);
  }

  private static String keyId(TestTokens tokens) throws ParseException {
    return JWKSet.parse(tokens.jwks()).getKeys().getFirst().getKeyID();
  }

  @Test
  void keys_are_fetched_once_and_again_for_a_key_id_that_is_unknown() throws Exception {
    try (var issuer = TestTokens.own()) {
      var keys = new RemoteKeys(issuer.serve());
      assertThat(get(keys, keyId(issuer))).hasSize(1);
      assertThat(get(keys, keyId(issuer))).hasSize(1);
      assertThat(issuer.requests()).isEqualTo(1);
      issuer.rotate();
      assertThat(get(keys, keyId(issuer))).hasSize(1);
      assertThat(issuer.requests()).isEqualTo(2);
    }
  }

  @Test
  void whoever_invents_key_ids_does_not_make_requests_without_end() throws Exception {
    try (var issuer = TestTokens.own()) {
      var keys = new RemoteKeys(issuer.serve());
      for (var i = 0; i < 50; i++) {
        assertThat(get(keys, "invented-" + i)).isEmpty();
      }
      assertThat(issuer.requests()).isEqualTo(2);
      assertThat(get(keys, keyId(issuer))).hasSize(1);
    }
  }

  @Test
  void keys_are_used_on_while_the_issuer_is_away() throws Exception {
    var issuer = TestTokens.own();
    var keys = new RemoteKeys(issuer.serve());
    get(keys, keyId(issuer));
    issuer.close();
    assertThat(get(keys, keyId(issuer))).hasSize(1);
    assertThat(get(keys, "invented")).isEmpty();
    assertThat(get(keys, "invented")).isEmpty();
    assertThat(get(keys, keyId(issuer))).hasSize(1);
  }

  @Test
  void an_issuer_that_was_never_reached_leaves_it_open() {
    var keys = new RemoteKeys(URI.create("http://127.0.0.1:" + Ports.free() + "/jwks"));
    for (var i = 0; i < 4; i++) {
      assertThatThrownBy(() -> get(keys, "any")).isInstanceOf(KeySourceException.class);
    }
  }

  @Test
  void what_is_no_address_is_refused_at_once() {
    assertThatThrownBy(() -> new RemoteKeys(URI.create("jwks.json")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new RemoteKeys(URI.create("nowhere:jwks")))
        .isInstanceOf(IllegalStateException.class);
  }
}
