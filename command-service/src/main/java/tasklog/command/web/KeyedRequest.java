package tasklog.command.web;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.UUID;
import tasklog.command.store.AnsweredRequest;
import tasklog.command.store.NewRequest;

/**
 * A request that came with a key.
 *
 * @param scope within which the key is unique: the account that asks
 */
record KeyedRequest(UUID scope, IdempotencyKey key, FingerprintedRequest http) {

  /** What no two requests have at a time. */
  record Id(UUID scope, IdempotencyKey key) {}

  Id id() {
    return new Id(scope, key);
  }

  /** The body is read to its end. */
  boolean isSameAs(AnsweredRequest answered) {
    return MessageDigest.isEqual(answered.fingerprint(), http.fingerprint());
  }

  /** The body is read to its end. */
  NewRequest with(Answer answer, Duration kept) {
    return new NewRequest(scope, key.value(), http.fingerprint(), answer.status(), answer.text(), kept);
  }
}
