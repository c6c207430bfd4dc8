package tasklog.command.account;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import tasklog.events.OwnerId;
import tasklog.web.security.OwnTokens;
import tasklog.web.security.SecurityProperties;

/** Signs access tokens (RFC 9068). They name the account and its scopes, and nothing else of a person. */
final class TokenSigner {

  /** @param scope names with blanks between */
  record Signed(String token, Duration life, String scope) {}

  private final JwtEncoder encoder;
  private final String keyId;
  private final SecurityProperties properties;
  private final Duration life;
  private final Clock clock;

  TokenSigner(SigningKeys keys, SecurityProperties properties, Duration life, Clock clock) {
    this.encoder = new NimbusJwtEncoder(keys.source());
    this.keyId = keys.current().getKeyID();
    this.properties = properties;
    this.life = life;
    this.clock = clock;
  }

  Signed sign(OwnerId account, boolean administrator) {
    var scope = administrator ? OwnTokens.SCOPE_TASKS + " " + OwnTokens.SCOPE_ADMIN : OwnTokens.SCOPE_TASKS;
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var header = JwsHeader.with(OwnTokens.ALGORITHM).keyId(keyId).type(OwnTokens.TYPE).build();
    var claims = JwtClaimsSet.builder()
        .issuer(properties.issuer())
        .audience(List.of(properties.audience()))
        .subject(account.toString())
        .claim("client_id", properties.audience())
        .claim(OwnTokens.SCOPE_CLAIM, scope)
        .id(UUID.randomUUID().toString())
        .issuedAt(now)
        .expiresAt(now.plus(life))
        .build();
    return new Signed(encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue(), life, scope);
  }
}
