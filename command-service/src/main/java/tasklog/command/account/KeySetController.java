package tasklog.command.account;

import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The keys that our tokens are verified with. */
@RestController
class KeySetController {

  private static final CacheControl KEPT = CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic();

  private final String published;

  KeySetController(SigningKeys keys) {
    this.published = keys.published();
  }

  @GetMapping(path = "/.well-known/jwks.json", produces = {"application/jwk-set+json", "application/json"})
  ResponseEntity<String> keys() {
    return ResponseEntity.ok().cacheControl(KEPT).body(published);
  }
}
