package tasklog.command.store;

import java.time.Duration;
import java.util.UUID;
import org.axonframework.messaging.core.Context.ResourceKey;

/**
 * A request with its answer, to be remembered. Where events are appended, the processing context carries it to the
 * engine under {@link #RESOURCE_KEY}, and it is stored in their transaction or not at all.
 *
 * @param owner       within whose requests the key is unique
 * @param key         at most 255 characters
 * @param fingerprint 32 bytes that differ when the request does
 * @param status      of HTTP
 * @param answer      whatever its reader needs to give the answer again, beside the position of the first event
 * @param kept        how long it is remembered, at least a day
 */
public record NewRequest(UUID owner, String key, byte[] fingerprint, int status, String answer,
    Duration kept) {

  public static final ResourceKey<NewRequest> RESOURCE_KEY = ResourceKey.withLabel("request");

  /** What is unique. */
  record Id(UUID owner, String key) {}

  Id id() {
    return new Id(owner, key);
  }

  /** As it is found later, when it was stored with events of which the first stands at {@code position}. */
  public AnsweredRequest at(long position) {
    return new AnsweredRequest(fingerprint, status, answer, position);
  }
}
