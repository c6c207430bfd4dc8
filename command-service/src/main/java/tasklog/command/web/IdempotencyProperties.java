package tasklog.command.web;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param keysDir  the folder of the secret that fingerprints of requests are made with; all instances share it
 * @param kept     how long an answer is remembered, at least a day
 * @param patience how long a request waits for another one with the same key
 */
@ConfigurationProperties("tasklog.idempotency")
record IdempotencyProperties(Path keysDir, @DefaultValue("24h") Duration kept,
    @DefaultValue("5s") Duration patience) {

  IdempotencyProperties {
    if (kept.compareTo(Duration.ofDays(1)) < 0) {
      throw new IllegalArgumentException("tasklog.idempotency.kept is less than a day");
    }
  }
}
