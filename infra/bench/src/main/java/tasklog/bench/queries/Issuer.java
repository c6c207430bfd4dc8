package tasklog.bench.queries;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** Gives out tokens as command-service does, and its keys over HTTP. */
final class Issuer implements AutoCloseable {

  /** What a service takes for its own when nothing else is configured. */
  private static final String NAME = "http://localhost:8080";
  private static final Duration LIFE = Duration.ofHours(2);
  private static final int KEY_BITS = 2048;

  private final RSAKey key;
  private final HttpServer server;

  Issuer() throws IOException {
    try {
      key = new RSAKeyGenerator(KEY_BITS).keyID(UUID.randomUUID().toString()).algorithm(JWSAlgorithm.RS256)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> {
      var body = new JWKSet(key.toPublicJWK()).toString().getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    server.start();
  }

  URI keys() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json");
  }

  String token(UUID account) {
    var now = Instant.now();
    var claims = new JWTClaimsSet.Builder().issuer(NAME).audience("tasklog").subject(account.toString())
        .issueTime(Date.from(now)).expirationTime(Date.from(now.plus(LIFE))).claim("scope", "tasks").build();
    var token = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).type(new JOSEObjectType("at+jwt"))
        .keyID(key.getKeyID()).build(), claims);
    try {
      token.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return token.serialize();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
