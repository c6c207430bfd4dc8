package tasklog.command.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.messaging.eventstreaming.Tag;

/**
 * A tag as the index holds it: the number of its kind, and 128 bits for its value. Two values that shared their bits
 * would be taken for one tag; with SHA-256 nobody can bring that about.
 */
record TagKey(short kind, UUID key) {

  static TagKey of(Tag tag, NameRegistry kinds) {
    return new TagKey(kinds.number(tag.key()), key(tag.value()));
  }

  static UUID key(String value) {
    return uuid(value).orElseGet(() -> digest(value));
  }

  /** Only the one way in which a UUID is written stands for itself: other spellings are other values. */
  private static Optional<UUID> uuid(String value) {
    if (value.length() != 36) return Optional.empty();
    try {
      return Optional.of(UUID.fromString(value)).filter(uuid -> uuid.toString().equals(value));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static UUID digest(String value) {
    try {
      var bits = ByteBuffer
          .wrap(MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8)));
      return new UUID(bits.getLong(), bits.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
