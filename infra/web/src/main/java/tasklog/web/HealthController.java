package tasklog.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Whether this service can answer, for gateways and people. Everybody may ask, so the database is asked at most once a
 * second, whoever asks.
 */
@RestController
class HealthController {

  private static final Logger log = LoggerFactory.getLogger(HealthController.class);
  private static final int VALIDATION_SECONDS = 1;

  record Health(String status, String database) {}

  private final LoadingCache<String, Boolean> database;

  HealthController(DataSource dataSource) {
    database = Caffeine.newBuilder()
        .expireAfterWrite(Duration.ofSeconds(1))
        .build(_ -> isUp(dataSource));
  }

  @GetMapping("/health")
  ResponseEntity<Health> health() {
    var up = database.get("database");
    return ResponseEntity.status(up ? 200 : 503)
        .cacheControl(CacheControl.noStore())
        .body(up ? new Health("up", "up") : new Health("down", "down"));
  }

  private static boolean isUp(DataSource dataSource) {
    try (var connection = dataSource.getConnection()) {
      return connection.isValid(VALIDATION_SECONDS);
    } catch (SQLException e) {
      log.debug("The database does not answer", e);
      return false;
    }
  }
}
