package tasklog.web.security;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/** What Tasklog's own access tokens are, for who signs and who verifies them. */
public final class OwnTokens {

  /** Chosen by measurement, see decision record 4. */
  public static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.RS256;

  /** RFC 9068; no other kind of token passes for an access token. */
  public static final String TYPE = "at+jwt";

  /** Scopes, with blanks between. */
  public static final String SCOPE_CLAIM = "scope";

  /** What every account may do. */
  public static final String SCOPE_TASKS = "tasks";

  /** What administrators may do. */
  public static final String SCOPE_ADMIN = "admin";

  private OwnTokens() {}

  static boolean isAccount(@Nullable String subject) {
    try {
      return subject != null && UUID.fromString(subject).toString().equals(subject);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
