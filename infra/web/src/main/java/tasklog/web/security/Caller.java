package tasklog.web.security;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContextHolder;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/**
 * Whom a verified token speaks for.
 *
 * @param own       whether the token is Tasklog's own; then the subject is the id of an account
 * @param subject   unique within the issuer
 * @param token     as it came, to be passed on to the other service; a secret
 */
public record Caller(
    boolean own,
    String issuer,
    String subject,
    Set<String> scopes,
    Instant expiresAt,
    String token) {

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whom the request that this thread serves speaks for; empty on public paths. */
  public static Optional<Caller> current() {
    return SecurityContextHolder.getContext().getAuthentication() instanceof CallerToken token
        ? Optional.of(token.getPrincipal())
        : Optional.empty();
  }

  /** @throws ProblemException {@code scope_missing} */
  public void requireScope(String scope) {
    if (!scopes.contains(scope)) {
      throw scopeMissing(scope);
    }
  }

  static ProblemException scopeMissing(String scope) {
    return ProblemException.of(ProblemCode.SCOPE_MISSING, "The token lacks the scope " + scope)
        .withHeader(HttpHeaders.WWW_AUTHENTICATE,
            "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
  }

  /** Without the token: this may end up in a log. */
  @Override
  public String toString() {
    return "Caller[own=" + own + ", subject=" + subject + "]";
  }
}
