package tasklog.projection.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/**
 * Cursors that only this service can make, and only for the list that they continue: HMAC-SHA-256 over what they hold
 * and whom and what they are for. All instances share the key.
 */
@Component
public class Cursors {

  /** The query parameter that takes one. */
  public static final String PARAMETER = "cursor";

  private static final String SECRET = "SELECT secret FROM cursor_key";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SEAL_BYTES = 16;

  private final JdbcClient jdbc;
  private volatile @Nullable SecretKeySpec key;

  Cursors(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** @param list whose list it is, of what, with which filters, in which order */
  public String seal(String list, byte[] content) {
    var sealed = ByteBuffer.allocate(SEAL_BYTES + content.length).put(seal(content, list)).put(content);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
  }

  /**
   * What was sealed for the same list.
   *
   * @throws ProblemException {@code malformed_cursor}
   */
  public byte[] open(String list, String cursor) {
    var sealed = decode(cursor);
    if (sealed.length < SEAL_BYTES) {
      throw malformed();
    }
    var content = Arrays.copyOfRange(sealed, SEAL_BYTES, sealed.length);
    if (!MessageDigest.isEqual(seal(content, list), Arrays.copyOf(sealed, SEAL_BYTES))) {
      throw malformed();
    }
    return content;
  }

  private byte[] seal(byte[] content, String list) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key());
      mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
      mac.update(content);
      return Arrays.copyOf(mac.doFinal(list.getBytes(UTF_8)), SEAL_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has " + ALGORITHM, e);
    }
  }

  private SecretKeySpec key() {
    var known = key;
    if (known == null) {
      known = new SecretKeySpec(jdbc.sql(SECRET).query((row, _) -> row.getBytes("secret")).single(),
          ALGORITHM);
      key = known;
    }
    return known;
  }

  /** Strictly: a text that differs is another cursor. */
  private static byte[] decode(String cursor) {
    try {
      var bytes = Base64.getUrlDecoder().decode(cursor);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(cursor)) {
        return bytes;
      }
    } catch (IllegalArgumentException _) {
      // falls through: it was not made here
    }
    throw malformed();
  }

  private static ProblemException malformed() {
    return ProblemException.of(ProblemCode.MALFORMED_CURSOR)
        .with(ProblemError.parameter(PARAMETER, ErrorCode.MALFORMED_VALUE,
            "Pass on next_cursor as it was answered, with the same filters and sort"));
  }
}
