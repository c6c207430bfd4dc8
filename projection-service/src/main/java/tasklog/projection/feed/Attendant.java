package tasklog.projection.feed;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tasklog.projection.feed.parking.DeadLetters;
import tasklog.projection.feed.parking.Parking;
import tasklog.projection.feed.parking.Parking.Count;

/**
 * Sees to what is parked, beside the feed: counts it, copies it to the dead-letter topic, replays it when that is asked
 * for; and to which rebuilds are due and how far they are. It looks when PostgreSQL tells that there is something new, and now and then anyway.
 */
@Component
class Attendant implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Attendant.class);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Parking parking;
  private final DeadLetters letters;
  private final Replays replays;
  private final RebuildProgress rebuilds;
  private final RebuildsDue due;
  private final StreamProperties stream;
  private final FeedProperties properties;
  private final Semaphore news = new Semaphore(0);
  private volatile List<Count> counts = List.of();
  private volatile @Nullable Thread thread;

  Attendant(
      List<View> views,
      Parking parking,
      DeadLetters letters,
      Replays replays,
      RebuildProgress rebuilds,
      RebuildsDue due,
      StreamProperties stream,
      FeedProperties properties,
      MeterRegistry meters) {
    this.parking = parking;
    this.letters = letters;
    this.replays = replays;
    this.rebuilds = rebuilds;
    this.due = due;
    this.stream = stream;
    this.properties = properties;
    for (var view : views) {
      Gauge.builder("tasklog.feed.parked.owners", () -> count(view.name()).owners())
          .tag("view", view.name())
          .description(
              "Owners whose events a view has set aside until an operator replays them, over all instances")
          .register(meters);
      Gauge.builder("tasklog.feed.parked.events", () -> count(view.name()).events())
          .tag("view", view.name())
          .description("Events that a view has set aside until an operator replays them, over all instances")
          .register(meters);
    }
  }

  /** The views of which something is parked, with how much, as of the last look. */
  List<Count> parked() {
    return counts.stream().filter(count -> count.owners() > 0).toList();
  }

  /** There is something new. */
  void wake() {
    news.release();
  }

  @Override
  public void start() {
    var started = Thread.ofPlatform().daemon().name("parking-attendant").unstarted(this::run);
    thread = started;
    started.start();
  }

  @Override
  public void stop() {
    var stopped = thread;
    thread = null;
    wake();
    try {
      if (stopped != null) {
        stopped.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    var retry = new Retry(properties.retryAfter(), properties.retryAtMost(), this::isRunning);
    while (retry.goesOn()) {
      try {
        attend();
        retry.succeeded();
        var _ = news.tryAcquire(properties.refresh().toNanos(), TimeUnit.NANOSECONDS);
        news.drainPermits();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException fault) {
        if (isRunning() && retry.begins()) {
          log.warn("Cannot see to what is parked, trying again until it can", fault);
        }
        retry.pause();
      }
    }
    letters.close();
  }

  private void attend() {
    due.look();
    rebuilds.look();
    counts = parking.counts();
    if (parked().isEmpty()) {
      return;
    }
    // Not the copies first: without Kafka there are none, and what has been copied can be replayed.
    while (isRunning() && (replays.replay() | letters.copy(stream::group))) {
      counts = parking.counts();
    }
    counts = parking.counts();
  }

  private Count count(String view) {
    return counts.stream().filter(count -> count.view().equals(view)).findAny()
        .orElse(new Count(view, 0, 0));
  }
}
