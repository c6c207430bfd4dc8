package tasklog.web.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys at an issuer's JWKS address: kept for minutes, fetched again for an unknown key id, used on for a day while
 * the issuer is away. Whoever invents key ids makes no more than two requests in five seconds.
 */
final class RemoteKeys implements JWKSource<SecurityContext> {

  private static final Duration TTL = Duration.ofMinutes(5);
  private static final Duration OUTAGE_TTL = Duration.ofHours(24);
  private static final Duration MIN_INTERVAL = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_BYTES = 64 * 1024;

  private final JWKSource<SecurityContext> source;
  private volatile boolean loaded;

  RemoteKeys(URI address) {
    source = JWKSourceBuilder.create(url(address), retriever())
        .cache(TTL.toMillis(), 2 * TIMEOUT.toMillis())
        .refreshAheadCache(false)
        .rateLimited(MIN_INTERVAL.toMillis())
        .outageTolerant(OUTAGE_TTL.toMillis())
        .build();
  }

  /**
   * The keys that fit, none when the issuer has no such key.
   *
   * @throws KeySourceException while the issuer has never been reached
   */
  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
    try {
      var keys = source.get(selector, context);
      loaded = true;
      return keys;
    } catch (RateLimitReachedException e) {
      if (loaded) {
        return List.of(); // an unknown key id, and the issuer was asked just now
      }
      throw e;
    }
  }

  private static DefaultResourceRetriever retriever() {
    var timeout = (int) TIMEOUT.toMillis();
    return new DefaultResourceRetriever(timeout, timeout, MAX_BYTES);
  }

  private static URL url(URI address) {
    try {
      return address.toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new IllegalStateException("Not the address of a key set: " + address, e);
    }
  }
}
