package tasklog.command.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;

/**
 * An account as its owner sees it.
 *
 * @param email       null, like the name, for a subject of another issuer
 * @param active      whether it may write
 */
record AccountResource(
    OwnerId id,
    @Nullable String email,
    @Nullable String displayName,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {}
