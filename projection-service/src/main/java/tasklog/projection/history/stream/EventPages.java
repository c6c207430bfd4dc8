package tasklog.projection.history.stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.EventFilter;
import tasklog.projection.history.EventFilter.Type;
import tasklog.projection.history.EventQueries;

/**
 * Reads what streams send. However many are behind, only some read at a time, so that connections of the pool are left
 * for everybody else; those of one owner that are at the same place share what one of them has read. Any number of
 * threads may use it.
 */
@Component
class EventPages {

  private static final int READERS = 4;
  private static final int MOST_REMEMBERED_BYTES = 8 * 1024 * 1024;
  private static final Duration REMEMBERED = Duration.ofSeconds(5);

  /** Whatever the limit was: what was found are the first ones all the same. */
  private record Place(OwnerId owner, long after, List<Type> types) {

    static Place of(EventFilter filter) {
      return new Place(filter.owner(), filter.after(), filter.types());
    }
  }

  private final EventQueries queries;
  private final Semaphore readers = new Semaphore(READERS, true);
  private final Cache<Place, Frames> recent = Caffeine.newBuilder()
      .maximumWeight(MOST_REMEMBERED_BYTES)
      .weigher((Place _, Frames frames) -> frames.bytes().length)
      .expireAfterWrite(REMEMBERED)
      .build();

  EventPages(EventQueries queries) {
    this.queries = queries;
  }

  /**
   * The first events that a filter lets through. Empty means that there was none after this call had begun: only what is
   * there is remembered, since nothing ever comes to lie before it.
   */
  Optional<Frames> read(Snapshot snapshot, EventFilter filter) throws InterruptedException {
    var known = Optional.ofNullable(recent.getIfPresent(Place.of(filter)));
    return known.isPresent() ? known : readInTurn(snapshot, filter);
  }

  private Optional<Frames> readInTurn(Snapshot snapshot, EventFilter filter) throws InterruptedException {
    readers.acquire();
    try {
      var known = Optional.ofNullable(recent.getIfPresent(Place.of(filter)));
      if (known.isPresent()) {
        return known;
      }
      var events = queries.events(snapshot, filter).value().page();
      if (events.isEmpty()) {
        return Optional.empty();
      }
      var frames = Frames.of(events);
      recent.put(Place.of(filter), frames);
      return Optional.of(frames);
    } finally {
      readers.release();
    }
  }
}
