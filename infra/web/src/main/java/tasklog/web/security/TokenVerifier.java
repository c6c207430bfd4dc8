package tasklog.web.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import tasklog.web.security.Issuers.Issuer;
import tasklog.web.security.SecurityProperties.Verified;

/**
 * Verifies bearer tokens, and remembers which ones it has verified: under their SHA-256, bounded in number and age,
 * never past their expiry. Tokens that were refused are not remembered. Thread-safe.
 */
final class TokenVerifier implements AuthenticationManager {

  private final Issuers issuers;
  private final Clock clock;
  private final Cache<TokenHash, CallerToken> verified;

  TokenVerifier(Issuers issuers, Verified properties, Clock clock) {
    this.issuers = issuers;
    this.clock = clock;
    this.verified = Caffeine.newBuilder()
        .maximumSize(properties.maxTokens())
        .ticker(() -> Math.multiplyExact(clock.millis(), 1_000_000L))
        .expireAfter(Expiry.<TokenHash, CallerToken>creating((_, token) -> age(token, properties.maxAge())))
        .build();
  }

  /**
   * The token's caller.
   *
   * @throws InvalidBearerTokenException    when it is no valid token
   * @throws AuthenticationServiceException when that cannot be told now, since its issuer is away
   */
  @Override
  public Authentication authenticate(Authentication authentication) throws AuthenticationException {
    var token = ((BearerTokenAuthenticationToken) authentication).getToken();
    var hash = TokenHash.of(token);
    var known = verified.getIfPresent(hash);
    if (known != null && clock.instant().isBefore(known.getPrincipal().expiresAt())) {
      return known;
    }
    var caller = new CallerToken(verify(token));
    verified.put(hash, caller);
    return caller;
  }

  private Duration age(CallerToken token, Duration maxAge) {
    var left = Duration.between(clock.instant(), token.getPrincipal().expiresAt());
    return left.isNegative() ? Duration.ZERO : left.compareTo(maxAge) < 0 ? left : maxAge;
  }

  private Caller verify(String token) {
    try {
      var issuer = issuers.named(JWTParser.parse(token).getJWTClaimsSet().getIssuer())
          .orElseThrow(() -> new InvalidBearerTokenException("Unknown issuer"));
      return caller(issuer, issuer.decoder().decode(token));
    } catch (ParseException | BadJwtException e) {
      throw new InvalidBearerTokenException("Not a valid token", e);
    } catch (JwtException e) {
      throw new AuthenticationServiceException("The keys of the issuer cannot be had", e);
    }
  }

  private static Caller caller(Issuer issuer, Jwt jwt) {
    return new Caller(
        issuer.own(),
        issuer.name(),
        Objects.requireNonNull(jwt.getSubject()),
        scopes(jwt),
        Objects.requireNonNull(jwt.getExpiresAt()),
        jwt.getTokenValue());
  }

  /** {@code scope} as in RFC 9068, or {@code scp}, as some issuers have it; a text or a list. */
  private static Set<String> scopes(Jwt jwt) {
    return Stream.of(OwnTokens.SCOPE_CLAIM, "scp")
        .flatMap(claim -> words(jwt.getClaim(claim)))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<String> words(@Nullable Object claim) {
    return switch (claim) {
      case String text -> Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty());
      case Collection<?> list -> list.stream().map(String::valueOf);
      case null, default -> Stream.of();
    };
  }
}
