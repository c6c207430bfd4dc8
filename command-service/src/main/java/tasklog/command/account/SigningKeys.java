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
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import tasklog.web.security.OwnTokens;

/**
 * The keys that our own tokens are signed with, in one file that only its owner can read: a key set (RFC 7517), whose
 * first key signs and all of whose keys verify. An operator rotates by putting a new key in front, and takes the old one
 * out when the last token of it has expired. The file is made at the first start; several instances that share the
 * folder, and start at once, end up with the same one.
 */
final class SigningKeys {

  static final String FILE = "token-keys.json";

  private static final int BITS = 2048;
  private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
      .asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<?> OWNER_ONLY_FOLDER = PosixFilePermissions
      .asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final JWKSet keys;

  private SigningKeys(JWKSet keys) {
    this.keys = keys;
  }

  /** @throws IllegalStateException when the file cannot be made or read, or holds no key that can sign */
  static SigningKeys in(Path folder) {
    var file = folder.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        make(folder, file);
      }
      return new SigningKeys(checked(JWKSet.parse(Files.readString(file)), file));
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

  /** Written aside and then linked: the file is there whole or not at all, and the first one stays. */
  private static void make(Path folder, Path file) throws IOException, JOSEException {
    Files.createDirectories(folder, OWNER_ONLY_FOLDER);
    var key = new RSAKeyGenerator(BITS)
        .keyUse(KeyUse.SIGNATURE)
        .algorithm(JWSAlgorithm.parse(OwnTokens.ALGORITHM.getName()))
        .keyIDFromThumbprint(true)
        .generate();
    var aside = Files.createTempFile(folder, "token-keys", ".new", OWNER_ONLY);
    try {
      Files.writeString(aside, new JWKSet(key).toString(false));
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException _) {
      // another instance was faster, and its keys are the keys
    } finally {
      Files.delete(aside);
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
