package tasklog.cli.verify;

import java.util.UUID;

/** Owners from the first to the last, both included, in the order of PostgreSQL, which is that of their texts. */
record OwnerRange(UUID first, UUID last) {

  static final OwnerRange ALL = new OwnerRange(new UUID(0, 0), new UUID(-1, -1));

  static OwnerRange of(UUID owner) {
    return new OwnerRange(owner, owner);
  }

  boolean isOne() {
    return first.equals(last);
  }

  /** Both halves of it: up to the owner, and behind him. The second is empty, last before first, when he is the last. */
  OwnerRange upTo(UUID owner) {
    return new OwnerRange(first, owner);
  }

  OwnerRange behind(UUID owner) {
    var low = owner.getLeastSignificantBits() + 1;
    return new OwnerRange(new UUID(owner.getMostSignificantBits() + (low == 0 ? 1 : 0), low), last);
  }
}
