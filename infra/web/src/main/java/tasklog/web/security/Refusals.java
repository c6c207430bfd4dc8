package tasklog.web.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.ProblemWriter;

/** What security refuses, as problems, with the challenges of RFC 6750. */
final class Refusals implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {

  private static final Logger log = LoggerFactory.getLogger(Refusals.class);
  private static final Duration ISSUER_RETRY = Duration.ofSeconds(5);

  private final ProblemWriter problems;

  Refusals(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void commence(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthenticationException exception) {
    problems.write(response, problem(exception));
  }

  @Override
  public void onAuthenticationFailure(
      HttpServletRequest request,
      HttpServletResponse response,
      AuthenticationException exception) {
    problems.write(response, problem(exception));
  }

  @Override
  public void handle(
      HttpServletRequest request,
      HttpServletResponse response,
      AccessDeniedException exception) {
    problems.write(response, Caller.scopeMissing(OwnTokens.SCOPE_TASKS));
  }

  static ProblemException invalidToken() {
    return ProblemException.of(ProblemCode.INVALID_TOKEN)
        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
  }

  private static ProblemException problem(AuthenticationException exception) {
    return switch (exception) {
      case OAuth2AuthenticationException _ -> invalidToken();
      case AuthenticationServiceException away -> {
        log.warn("Not served, since keys cannot be had: {}", String.valueOf(away.getCause()));
        yield ProblemException.unavailable(ISSUER_RETRY);
      }
      default -> ProblemException.of(ProblemCode.UNAUTHENTICATED)
          .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    };
  }
}
