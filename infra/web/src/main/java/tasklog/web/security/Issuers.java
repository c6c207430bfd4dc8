package tasklog.web.security;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtAudienceValidator;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import tasklog.web.Characters;
import tasklog.web.security.SecurityProperties.Other;

/** Everybody whose tokens are accepted, each with its own keys, algorithms and audience, all pinned here. */
final class Issuers {

  record Issuer(String name, boolean own, JwtDecoder decoder) {}

  /** In Unicode code points. */
  private static final int MAX_SUBJECT = 255;

  private final Map<String, Issuer> byName;

  /** @param ownKeys null in a service that has to fetch them */
  Issuers(SecurityProperties properties, @Nullable JWKSource<SecurityContext> ownKeys, Clock clock) {
    var all = new ArrayList<Issuer>();
    all.add(own(properties, ownKeys, clock));
    properties.issuers().forEach(other -> all.add(other(other, properties.clockSkew(), clock)));
    byName = all.stream().collect(toUnmodifiableMap(Issuer::name, Function.identity()));
  }

  Optional<Issuer> named(@Nullable String name) {
    return Optional.ofNullable(name == null ? null : byName.get(name));
  }

  private static Issuer own(
      SecurityProperties properties,
      @Nullable JWKSource<SecurityContext> keys,
      Clock clock) {
    var validators = validators(properties.issuer(), properties.audience(), properties.clockSkew(), clock);
    validators.add(new JwtTypeValidator(OwnTokens.TYPE));
    validators.add(new JwtClaimValidator<String>("sub", OwnTokens::isAccount));
    var source = keys == null ? new RemoteKeys(properties.requiredJwksUri()) : keys;
    return new Issuer(properties.issuer(), true, decoder(source, Set.of(OwnTokens.ALGORITHM), validators));
  }

  private static Issuer other(Other other, Duration clockSkew, Clock clock) {
    var validators = validators(other.issuer(), other.audience(), clockSkew, clock);
    validators.add(new JwtClaimValidator<String>("sub", Issuers::isSubject));
    var keys = new RemoteKeys(other.jwksUri());
    return new Issuer(other.issuer(), false, decoder(keys, other.algorithms(), validators));
  }

  /** What can be kept: at most 255 characters, as OpenID Connect has it, and none that PostgreSQL has not. */
  private static boolean isSubject(@Nullable String sub) {
    return sub != null && !sub.isEmpty() && Characters.allowed(sub)
        && sub.codePointCount(0, sub.length()) <= MAX_SUBJECT;
  }

  private static List<OAuth2TokenValidator<Jwt>> validators(
      String issuer,
      String audience,
      Duration clockSkew,
      Clock clock) {
    var times = new JwtTimestampValidator(clockSkew);
    times.setClock(clock);
    times.setAllowEmptyExpiryClaim(false);
    return new ArrayList<>(
        List.of(times, new JwtIssuerValidator(issuer), new JwtAudienceValidator(audience)));
  }

  private static JwtDecoder decoder(
      JWKSource<SecurityContext> keys,
      Set<SignatureAlgorithm> algorithms,
      List<OAuth2TokenValidator<Jwt>> validators) {
    var decoder = NimbusJwtDecoder.withJwkSource(keys)
        .jwsAlgorithms(pinned -> pinned.addAll(algorithms))
        .build();
    decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(validators));
    return decoder;
  }
}
