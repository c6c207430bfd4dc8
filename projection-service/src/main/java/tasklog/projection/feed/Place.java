package tasklog.projection.feed;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a view has come on a partition, as its row of {@code projection_offset} says.
 *
 * @param next        the first offset that is not applied yet
 * @param position    the last position that is applied, 0 before the first
 * @param incarnation of the log that the view is of; null while it has seen no event
 */
record Place(long next, long position, @Nullable UUID incarnation) {}
