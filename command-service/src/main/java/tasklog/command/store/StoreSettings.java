package tasklog.command.store;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param appendDeadline how long an append waits for its answer at most
 * @param maxBatch       appends that share a transaction at most
 * @param queueCapacity  appends that wait for the writer at most; more are refused at once
 */
@ConfigurationProperties("tasklog.store")
public record StoreSettings(
    @DefaultValue("5s") Duration appendDeadline,
    @DefaultValue("512") int maxBatch,
    @DefaultValue("10000") int queueCapacity) {

  public static StoreSettings defaults() {
    return new StoreSettings(Duration.ofSeconds(5), 512, 10_000);
  }
}
