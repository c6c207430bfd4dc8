package tasklog.projection.history.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Progress;
import tasklog.projection.feed.ViewProgress;
import tasklog.projection.history.HistoryView;
import tasklog.web.ProblemException;

/**
 * All streams that are open on this instance, and the one thread that wakes them: when the view has moved, whichever
 * instance has moved it, one statement says which owners have something new, and only their streams read it. A slow look
 * at all of them is the safety net; it also finds what a replay has added. They end before the server stops.
 */
@Component
class EventStreams implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(EventStreams.class);
  private static final String STOPPING = "the service stops, go on with another instance";
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final NewEvents events;
  private final ViewProgress progress;
  private final EventStreamProperties properties;
  private final InstantSource clock;
  private final Map<OwnerId, Set<EventStream>> open = new ConcurrentHashMap<>();
  private final Semaphore room;
  private final Semaphore news = new Semaphore(0);
  private long[] seen = new long[0];
  private long looked = System.nanoTime();
  private long ticked = looked;
  private boolean failing;
  private volatile @Nullable Thread thread;

  EventStreams(
      NewEvents events,
      Progress progress,
      EventStreamProperties properties,
      InstantSource clock,
      MeterRegistry meters) {
    this.events = events;
    this.progress = progress.of(HistoryView.NAME);
    this.properties = properties;
    this.clock = clock;
    this.room = new Semaphore(properties.most());
    this.progress.listen(news::release);
    Gauge.builder("tasklog.sse.open", this, EventStreams::size)
        .description("Streams of events that are open on this instance").register(meters);
  }

  Duration heartbeat() {
    return properties.heartbeat();
  }

  int size() {
    return properties.most() - room.availablePermits();
  }

  /**
   * Takes a place, for {@link #add} or {@link #leave}.
   *
   * @throws ProblemException {@code service_unavailable} when there is none
   */
  void enter() {
    if (!isRunning() || !room.tryAcquire()) {
      throw ProblemException.unavailable(RETRY);
    }
  }

  void leave() {
    room.release();
  }

  /** Takes over a stream; from now on it is sent what there is, and told what comes. */
  void add(EventStream stream) {
    open.compute(stream.owner(), (_, streams) -> {
      var all = streams == null ? ConcurrentHashMap.<EventStream>newKeySet() : streams;
      all.add(stream);
      return all;
    });
    if (isRunning()) {
      stream.wake();
    } else {
      stream.end(STOPPING);
    }
  }

  void remove(EventStream stream) {
    open.computeIfPresent(stream.owner(), (_, streams) -> {
      if (streams.remove(stream)) {
        leave();
      }
      return streams.isEmpty() ? null : streams;
    });
  }

  @Override
  public void start() {
    var started = Thread.ofPlatform().daemon().name("event-streams").unstarted(this::run);
    thread = started;
    started.start();
  }

  @Override
  public void stop() {
    var stopped = thread;
    thread = null;
    news.release();
    all().forEach(stream -> stream.end(STOPPING));
    try {
      if (stopped != null) {
        stopped.join(PATIENCE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void run() {
    while (isRunning()) {
      try {
        var _ = news.tryAcquire(TICK.toNanos(), TimeUnit.NANOSECONDS);
        news.drainPermits();
        tellNew();
        failing = false;
      } catch (RuntimeException fault) {
        if (isRunning() && !failing) {
          failing = true;
          log.warn("Streams do not hear of new events until the database is back", fault);
        }
      } catch (InterruptedException _) {
        return;
      }
      tick();
    }
  }

  private void tellNew() {
    // Before who is there: whoever comes later reads what is there by itself.
    var positions = progress.positions();
    var after = Long.MAX_VALUE;
    var last = 0L;
    for (var partition = 0; partition < positions.length; partition++) {
      var before = partition < seen.length ? seen[partition] : 0;
      if (positions[partition] > before) {
        after = Math.min(after, before);
        last = Math.max(last, positions[partition]);
      }
    }
    if (!open.isEmpty()) {
      if (System.nanoTime() - looked > properties.refresh().toNanos()) {
        tell(events.newest(open.keySet()));
        looked = System.nanoTime();
      } else if (last > 0) {
        tell(events.between(open.keySet(), after, last));
      }
    }
    seen = positions;
  }

  private void tell(Map<OwnerId, Long> newest) {
    newest.forEach((owner, position) -> open.getOrDefault(owner, Set.of())
        .forEach(stream -> stream.tell(position)));
  }

  private void tick() {
    if (System.nanoTime() - ticked >= TICK.toNanos()) {
      ticked = System.nanoTime();
      var now = clock.instant();
      all().forEach(stream -> stream.tick(now, properties.heartbeat()));
    }
  }

  private Stream<EventStream> all() {
    return open.values().stream().flatMap(Set::stream);
  }
}
