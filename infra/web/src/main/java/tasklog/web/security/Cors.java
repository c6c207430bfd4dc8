package tasklog.web.security;

import java.time.Duration;
import java.util.List;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CorsConfigurer;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** What browsers of other origins may send and see. Off unless origins are named. */
final class Cors {

  private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> ALLOWED = List.of("Authorization", "Content-Type", "If-Match",
      "If-None-Match", "Idempotency-Key", "Prefer", "Consistency-Token", "Last-Event-ID", "traceparent");
  private static final List<String> EXPOSED = List.of("ETag", "Location", "Consistency-Token",
      "Projection-Lag-Ms", "Preference-Applied", "RateLimit", "RateLimit-Policy", "Retry-After",
      "WWW-Authenticate", "X-Request-Id", "Idempotency-Replayed");
  private static final Duration PREFLIGHT_AGE = Duration.ofHours(1);

  private Cors() {}

  static void configure(CorsConfigurer<HttpSecurity> cors, SecurityProperties.Cors properties) {
    if (properties.allowedOrigins().isEmpty()) {
      cors.disable();
      return;
    }
    var configuration = new CorsConfiguration();
    configuration.setAllowedOrigins(properties.allowedOrigins());
    configuration.setAllowedMethods(METHODS);
    configuration.setAllowedHeaders(ALLOWED);
    configuration.setExposedHeaders(EXPOSED);
    configuration.setMaxAge(PREFLIGHT_AGE);
    var source = new UrlBasedCorsConfigurationSource();
    source.registerCorsConfiguration("/**", configuration);
    cors.configurationSource(source);
  }
}
