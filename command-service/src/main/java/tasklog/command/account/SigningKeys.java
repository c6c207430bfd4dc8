package tasklog.command.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.ParseException;
import tasklog.command.web.SecretFile;
import tasklog.web.security.OwnTokens;

/**
 * The keys that our own tokens are signed with, in one {@link SecretFile}: a key set (RFC 7517), whose first key signs
 * and all of whose keys verify. An operator rotates by putting a new key in front, and takes the old one out when the
 * last token of it has expired.
 */
final class SigningKeys {

  static final String FILE = "token-keys.json";

  private static final int BITS = 2048;

  private final JWKSet keys;

  private SigningKeys(JWKSet keys) {
    this.keys = keys;
  }

  /** @throws IllegalStateException when the file cannot be made or read, or holds no key that can sign */
  static SigningKeys in(Path folder) {
    var file = folder.resolve(FILE);
    try {
      return new SigningKeys(checked(JWKSet.parse(SecretFile.readOrMake(file, SigningKeys::make)), file));
    } catch (IOException e) {
      throw new UncheckedIOException("The keys of tokens cannot be kept in " + file + " (TASKLOG_KEYS_DIR)",
          e);
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("Not a key set: " + file, e);
    }
  }

  /** The key that signs. */
  JWK current() {
    return keys.getKeys().getFirst();
  }

  JWKSource<SecurityContext> source() {
    return new ImmutableJWKSet<>(keys);
  }

  /** Without the private parts, as JSON. */
  String published() {
    return keys.toPublicJWKSet().toString();
  }

  private static String make() {
    try {
      var key = new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.parse(OwnTokens.ALGORITHM.getName()))
          .keyIDFromThumbprint(true)
          .generate();
      return new JWKSet(key).toString(false);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JWKSet checked(JWKSet keys, Path file) throws JOSEException {
    for (var key : keys.getKeys()) {
      if (!(key instanceof RSAKey rsa) || rsa.toRSAPrivateKey() == null || key.getKeyID() == null) {
        throw new JOSEException("Not an RSA key with its private part and a key id, in " + file);
      }
    }
    if (keys.isEmpty()) {
      throw new JOSEException("No key");
    }
    return keys;
  }
}
