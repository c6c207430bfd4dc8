package tasklog.command.store;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.axonframework.messaging.eventstreaming.Tag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tasklog.command.store.LogFollower.Followed;
import tasklog.command.store.RecentTags.Gap;
import tasklog.command.store.RecentTags.Wide;

/**
 * Reads what others have appended between appends of this process, right after those, and tells it on; and what this
 * process has appended about many things, most of which the command that did so has not looked at. Only a saving: what
 * cannot be read is passed over, and commands that rest on it find out by a conflict.
 */
final class FollowedAppends implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedAppends.class);

  private final EventLog log;
  private final EventCodec codec;
  private final NameRegistry kinds;
  private final RecentTags recent;
  private final StoreMetrics metrics;
  private final Semaphore noticed = new Semaphore(0);
  private final Thread thread;
  private volatile @Nullable LogFollower follower;
  private volatile boolean closed;

  FollowedAppends(EventLog log, EventCodec codec, NameRegistry kinds, RecentTags recent,
      StoreMetrics metrics) {
    this.log = log;
    this.codec = codec;
    this.kinds = kinds;
    this.recent = recent;
    this.metrics = metrics;
    this.thread = Thread.ofPlatform().daemon().name("event-follower").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void tell(LogFollower told) {
    follower = told;
  }

  /** There is something that the follower does not know yet. */
  void notice() {
    if (noticed.availablePermits() == 0) noticed.release();
  }

  private void run() {
    while (!closed) {
      try {
        noticed.acquire();
        recent.gap().ifPresent(this::fill);
        recent.takeWide().forEach(this::follow);
      } catch (InterruptedException _) {
        // Only close() interrupts, and the loop looks for that itself.
      } catch (RuntimeException e) {
        LOG.warn("What was appended is not added to what is remembered; commands on it meet a conflict", e);
      }
    }
  }

  private void fill(Gap gap) {
    try {
      var told = follower;
      if (told == null) {
        recent.skip(gap);
      } else if (!log.readNext(gap.after(), gap.size()).stream().allMatch(event -> follow(told, event))) {
        recent.skip(gap);
      }
    } catch (RuntimeException e) { // such as an event that a newer release has appended
      LOG.debug("Events of others are passed over: {}", gap, e);
      recent.skip(gap);
    }
    if (recent.gap().isPresent()) notice(); // others go on
  }

  private boolean follow(LogFollower told, LoggedEvent event) {
    var payload = Objects.requireNonNull(codec.decode(event));
    var tags = List.copyOf(told.tags(payload));
    var before = recent.followed(event.position(), keys(tags));
    before.ifPresent(positions -> {
      var followed = new Followed(payload, event.position(), event.occurredAt());
      for (int i = 0; i < positions.length; i++) {
        told.follow(tags.get(i), positions[i], followed);
      }
    });
    metrics.followed();
    return before.isPresent();
  }

  private void follow(Wide wide) {
    var told = follower;
    if (told == null) return;
    var event = wide.event();
    var followed = new Followed(event.source(), wide.position(), event.occurredAt());
    for (var tag : told.tags(event.source())) {
      told.follow(tag, wide.before(TagKey.of(tag, kinds)), followed);
    }
    metrics.followed();
  }

  private List<TagKey> keys(List<Tag> tags) {
    return tags.stream().map(tag -> TagKey.of(tag, kinds)).toList();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
