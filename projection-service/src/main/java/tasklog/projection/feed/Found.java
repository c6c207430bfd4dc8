package tasklog.projection.feed;

/**
 * What a statement has found.
 *
 * @param position that it has selected with its {@link Snapshot}, 0 for none
 */
public record Found<T>(long position, T value) {}
