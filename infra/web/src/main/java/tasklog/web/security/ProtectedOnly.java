package tasklog.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Takes the token of a request, unless its path is public: an old token must not keep anyone from logging in. */
final class ProtectedOnly implements AuthenticationConverter {

  static final RequestMatcher PUBLIC = new OrRequestMatcher(
      Stream.of("/v1/accounts", "/v1/tokens", "/.well-known/jwks.json", "/health", "/problems", "/problems/*")
          .<RequestMatcher>map(path -> PathPatternRequestMatcher.withDefaults().matcher(path))
          .toList());

  private final AuthenticationConverter converter = new BearerTokenAuthenticationConverter();

  @Override
  public @Nullable Authentication convert(HttpServletRequest request) {
    return PUBLIC.matches(request) ? null : converter.convert(request);
  }
}
