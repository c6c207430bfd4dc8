package tasklog.projection.feed;

import java.util.List;

/** One read model. The feed brings it every event once, in order; what it makes of them is its own affair. */
public interface View {

  /** Names the view's offsets, its consumer group and its metrics; never changes. */
  String name();

  /**
   * Writes what the events change, in the current transaction, which commits together with the feed's offsets. An
   * append is never split over two calls. The events of one owner are in order; those of different owners may be mixed
   * in any way. Called by one thread at a time for each partition of the stream.
   *
   * @throws RuntimeException when an event cannot be applied, or the database is away; the feed tells them apart
   */
  void apply(List<FeedEvent> events);
}
