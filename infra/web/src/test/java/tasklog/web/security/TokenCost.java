package tasklog.web.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.lang.management.ManagementFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import tasklog.web.security.SecurityProperties.Cors;
import tasklog.web.security.SecurityProperties.Verified;

/**
 * The measurement behind decision record 4: CPU time for each operation, of one thread, so that what else runs on the
 * machine counts little. Run {@code main} on the test class path.
 */
final class TokenCost {

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration RUN = Duration.ofSeconds(6);
  private static final String ISSUER = "http://localhost:8080";

  private TokenCost() {}

  static void main() throws Exception {
    raw("RS256 2048", "RSA", 2048, "SHA256withRSA");
    raw("ES256", "EC", 256, "SHA256withECDSA");
    raw("EdDSA Ed25519", "Ed25519", 255, "Ed25519");
    var rsa = new RSAKeyGenerator(2048).keyID("k").generate();
    var rsaToken = token(new RSASSASigner(rsa), JWSAlgorithm.RS256);
    decode("RS256 2048", rsa, SignatureAlgorithm.RS256, rsaToken);
    var ec = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    decode("ES256", ec, SignatureAlgorithm.ES256, token(new ECDSASigner(ec), JWSAlgorithm.ES256));
    remembered(rsa, rsaToken);
  }

  private static void raw(String name, String keys, int bits, String algorithm) throws Exception {
    var generator = KeyPairGenerator.getInstance(keys);
    if (!keys.equals("Ed25519")) {
      generator.initialize(bits);
    }
    var key = generator.generateKeyPair();
    var input = "x".repeat(400).getBytes(UTF_8);
    Callable<byte[]> sign = () -> {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(key.getPrivate());
      signature.update(input);
      return signature.sign();
    };
    var signed = sign.call();
    measure(name + ": sign", sign);
    measure(name + ": verify", () -> {
      var signature = Signature.getInstance(algorithm);
      signature.initVerify(key.getPublic());
      signature.update(input);
      return signature.verify(signed);
    });
  }

  private static void decode(String name, JWK key, SignatureAlgorithm algorithm, String token)
      throws Exception {
    var decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<SecurityContext>(new JWKSet(key)))
        .jwsAlgorithm(algorithm).build();
    decoder.setJwtValidator(new JwtTimestampValidator());
    measure(name + ": parse and verify a token", () -> decoder.decode(token));
  }

  private static void remembered(JWK key, String token) throws Exception {
    var properties = new SecurityProperties(ISSUER, "tasklog", null, List.of(), Duration.ofSeconds(10),
        new Verified(10_000, Duration.ofMinutes(5)), new Cors(List.of()));
    var issuers = new Issuers(properties, new ImmutableJWKSet<>(new JWKSet(key)), Clock.systemUTC());
    var verifier = new TokenVerifier(issuers, properties.verified(), Clock.systemUTC());
    var bearer = new BearerTokenAuthenticationToken(token);
    measure("a token that is remembered", () -> verifier.authenticate(bearer));
  }

  private static String token(JWSSigner signer, JWSAlgorithm algorithm) throws Exception {
    var header = new JWSHeader.Builder(algorithm).keyID("k").type(new JOSEObjectType(OwnTokens.TYPE)).build();
    var now = System.currentTimeMillis();
    var jwt = new SignedJWT(header, new JWTClaimsSet.Builder().issuer(ISSUER).audience("tasklog")
        .subject(UUID.randomUUID().toString()).claim("scope", "tasks")
        .issueTime(new Date(now)).expirationTime(new Date(now + Duration.ofHours(1).toMillis())).build());
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static void measure(String name, Callable<?> operation) throws Exception {
    run(operation, WARM_UP);
    System.out.printf("%-55s %8.2f us%n", name, run(operation, RUN));
  }

  private static double run(Callable<?> operation, Duration duration) throws Exception {
    var threads = ManagementFactory.getThreadMXBean();
    var end = System.nanoTime() + duration.toNanos();
    var cpu = threads.getCurrentThreadCpuTime();
    var count = 0L;
    while (System.nanoTime() < end) {
      for (var i = 0; i < 20; i++) {
        operation.call();
        count++;
      }
    }
    return (threads.getCurrentThreadCpuTime() - cpu) / 1000.0 / count;
  }
}
