package tasklog.command.store;

import java.time.Instant;
import java.util.List;

/**
 * What has come since, in order.
 *
 * @param head of the log that they were found in: everything up to it has been seen
 */
public record NewerEvents(long head, List<Newer> events) {

  /** @param payload as the codec of the engine reads it */
  public record Newer(Object payload, long position, Instant occurredAt) {}
}
