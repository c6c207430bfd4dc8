package tasklog.web.security;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;

/**
 * Whose tokens are accepted.
 *
 * @param issuer    our own, as {@code iss} names it
 * @param audience  that our own tokens are for
 * @param jwksUri   where our own keys are; absent in the service that has them
 * @param issuers   others
 * @param clockSkew how far an issuer's clock may be off
 */
@ConfigurationProperties("tasklog.security")
public record SecurityProperties(
    @DefaultValue("http://localhost:8080") String issuer,
    @DefaultValue("tasklog") String audience,
    @Nullable URI jwksUri,
    @DefaultValue List<Other> issuers,
    @DefaultValue("10s") Duration clockSkew,
    @DefaultValue Verified verified,
    @DefaultValue Cors cors) {

  URI requiredJwksUri() {
    if (jwksUri == null) {
      throw new IllegalStateException("tasklog.security.jwks-uri is not set, and no keys are here");
    }
    return jwksUri;
  }

  /**
   * Another issuer.
   *
   * @param audience   that its tokens for Tasklog name
   * @param algorithms that its tokens may be signed with; only asymmetric ones exist here
   */
  public record Other(
      String issuer,
      URI jwksUri,
      String audience,
      @DefaultValue("RS256") Set<SignatureAlgorithm> algorithms) {}

  /**
   * How long a verified token is trusted without another look at its signature; never past its expiry.
   *
   * @param maxAge also the time until a withdrawn key has no effect any more
   */
  public record Verified(@DefaultValue("10000") int maxTokens, @DefaultValue("5m") Duration maxAge) {}

  /** @param allowedOrigins of browsers; none means that CORS is off */
  public record Cors(@DefaultValue List<String> allowedOrigins) {}
}
