package tasklog.projection.feed;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.copy.Copy;

/**
 * One read model. The feed brings it every event that it wants once, in order; what it makes of them is its own affair. A
 * release that makes other rows of the same events leaves a row in rebuild_due by a migration, and rows that are there get
 * them by a rebuild.
 */
public interface View {

  /** Names the view's offsets, its consumer group and its metrics; never changes. */
  String name();

  /** The tables that it writes, and nobody else does, each with a column {@code owner_id}. */
  default List<String> tables() {
    return List.of(name());
  }

  /**
   * The types that it is brought, the same ones for ever; all of them unless it says otherwise. What it does not want is
   * neither read nor applied, and moves its offsets and its position on all the same.
   */
  default Set<EventType> wants() {
    return EnumSet.allOf(EventType.class);
  }

  /**
   * Writes what the events change, in the current transaction, which commits together with the feed's offsets. An
   * append is never split over two calls. The events of one owner are in order; those of different owners may be mixed
   * in any way. Called by one thread at a time for each partition of the stream.
   *
   * @throws IllegalStateException when an event cannot have followed the rows; the message names positions only, since it
   *                               is shown to operators
   * @throws RuntimeException      when an event cannot be applied, or the database is away; the feed tells them apart
   */
  void apply(List<FeedEvent> events);

  /**
   * A faster way to the same rows, for tables that are being made; empty when the view has none.
   *
   * @param copy     into its tables
   * @param complete whether the tables have no rows of the owners whose events come; else rows are looked up by their
   *                 primary keys
   */
  default Optional<BulkFold> bulk(Copy copy, boolean complete) {
    return Optional.empty();
  }
}
