package tasklog.command.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes fingerprints of what must not be guessed from them: bodies hold passwords. They are keyed with a secret beside
 * the signing keys, outside the database. Whoever replaces it makes retries of what came before be refused, for a day.
 */
final class Fingerprints {

  static final String FILE = "fingerprint-key";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 32;

  private final Key key;

  private Fingerprints(byte[] key) {
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /** @throws IllegalStateException when the file cannot be made or read, or holds no key */
  static Fingerprints in(Path folder) {
    var file = folder.resolve(FILE);
    try {
      var key = Base64.getDecoder().decode(SecretFile.readOrMake(file, Fingerprints::newKey).strip());
      if (key.length < BYTES) {
        throw new IllegalStateException("Not a key of " + BYTES + " bytes: " + file);
      }
      return new Fingerprints(key);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The key of fingerprints cannot be kept in " + file + " (TASKLOG_KEYS_DIR)", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("Not a key in Base64: " + file, e);
    }
  }

  private static String newKey() {
    var key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  /** Takes what a fingerprint is of, bit by bit. */
  Mac mac() {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for the same name; of a version that no account's id has. */
  UUID scope(String name) {
    var bits = ByteBuffer.wrap(mac().doFinal(name.getBytes(UTF_8)));
    return new UUID(bits.getLong() & ~0xF000L | 0x8000L, bits.getLong() & ~(3L << 62) | 2L << 62);
  }
}
