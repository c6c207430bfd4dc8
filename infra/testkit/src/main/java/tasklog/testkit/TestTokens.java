package tasklog.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An issuer of RS256 access tokens for tests, made of the JDK alone, so that no library checks its own work. Its key
 * set can be had as text or served over HTTP.
 */
public final class TestTokens implements AutoCloseable {

  /** The issuer that a service takes for its own when nothing else is configured. */
  public static final String OWN = "http://localhost:8080";

  private static final int KEY_BITS = 2048;
  private static final Duration LIFE = Duration.ofHours(1);

  private final String issuer;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile KeyPair key = newKey();
  private volatile String keyId = UUID.randomUUID().toString();
  private @Nullable HttpServer server;

  public TestTokens(String issuer) {
    this.issuer = issuer;
  }

  public static TestTokens own() {
    return new TestTokens(OWN);
  }

  /** A token of an account, good for an hour. */
  public String of(UUID account) {
    return token(Map.of("sub", account.toString()));
  }

  /** A token that is valid but for these claims: texts or whole numbers; an empty text takes a claim away. */
  public String token(Map<String, Object> claims) {
    return signed(header(), claims(claims));
  }

  /** The header of a valid token, as JSON. */
  public String header() {
    return "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"" + keyId + "\"}";
  }

  /** The claims of a valid token but for these, as JSON. */
  public String claims(Map<String, Object> changes) {
    var now = Instant.now();
    var all = new LinkedHashMap<String, Object>();
    all.put("iss", issuer);
    all.put("aud", "tasklog");
    all.put("iat", now.getEpochSecond());
    all.put("exp", now.plus(LIFE).getEpochSecond());
    all.put("scope", "tasks");
    all.putAll(changes);
    return all.entrySet().stream()
        .filter(claim -> !claim.getValue().equals(""))
        .map(claim -> "\"" + claim.getKey() + "\":"
            + (claim.getValue() instanceof Number ? claim.getValue() : "\"" + claim.getValue() + "\""))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Any header and claims, signed with this issuer's key by RSASSA-PKCS1-v1_5 with SHA-256. */
  public String signed(String header, String claims) {
    try {
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.getPrivate());
      var input = encoded(header) + "." + encoded(claims);
      signature.update(input.getBytes(UTF_8));
      return input + "." + encoded(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** From now on another key, with another id; the old one is gone. */
  public void rotate() {
    key = newKey();
    keyId = UUID.randomUUID().toString();
  }

  public RSAPublicKey publicKey() {
    return (RSAPublicKey) key.getPublic();
  }

  /** The key set (RFC 7517). */
  public String jwks() {
    return "{\"keys\":[{\"kty\":\"RSA\",\"use\":\"sig\",\"alg\":\"RS256\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}]}"
        .formatted(keyId, encoded(publicKey().getModulus()), encoded(publicKey().getPublicExponent()));
  }

  /** Serves the key set on a free port until {@link #close}. */
  public synchronized URI serve() {
    try {
      if (server == null) {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
          requests.incrementAndGet();
          var body = jwks().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
        server.start();
      }
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/.well-known/jwks.json");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How often the key set was asked for. */
  public int requests() {
    return requests.get();
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.stop(0);
      server = null;
    }
  }

  public static String encoded(String json) {
    return encoded(json.getBytes(UTF_8));
  }

  public static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Unsigned, big-endian, without a leading zero (RFC 7518, 6.3.1). */
  private static String encoded(BigInteger number) {
    var bytes = number.toByteArray();
    var sign = bytes[0] == 0 ? 1 : 0;
    return encoded(Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  private static KeyPair newKey() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
