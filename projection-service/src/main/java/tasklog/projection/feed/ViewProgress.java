package tasklog.projection.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tasklog.events.OwnerId;
import tasklog.events.wire.Heartbeat;
import tasklog.projection.feed.Offsets.Applied;

/**
 * How far one view has come, over all instances: told by the feed of this instance, by the table when another one has
 * moved it, and by the heartbeats of the stream. Those who wait for it wait here and cost the database nothing. Any
 * number of threads may use it.
 */
public final class ViewProgress {

  /** How waiting has ended. */
  public enum Waited {
    /** The view has what was waited for. */
    REACHED,
    /** It was not there in time, or this instance stops and would not hear of it. */
    BEHIND,
    /** Too many wait already. */
    CROWDED
  }

  private static final Logger log = LoggerFactory.getLogger(ViewProgress.class);

  /**
   * A partition is known up to its last event, and up to the head of the log when a heartbeat says it has no more.
   *
   * @param projected when the newest head was told that is there on the partition; null where none is
   */
  private record Partitions(Partitioning partitioning, AtomicLongArray applied, AtomicLongArray reached,
      AtomicReferenceArray<@Nullable Instant> projected) {

    static Partitions of(int number) {
      return new Partitions(new Partitioning(number), new AtomicLongArray(number),
          new AtomicLongArray(number), new AtomicReferenceArray<>(number));
    }

    int number() {
      return partitioning.partitions();
    }

    void apply(int partition, long position) {
      applied.accumulateAndGet(partition, position, Math::max);
      reached.accumulateAndGet(partition, position, Math::max);
    }

    long[] positions() {
      return IntStream.range(0, applied.length()).mapToLong(applied::get).toArray();
    }

    /** Takes what a head tells of each partition; true when the view is that far on all of them. */
    boolean reach(Heartbeat head) {
      var everywhere = true;
      for (var partition = 0; partition < head.last().size(); partition++) {
        if (applied.get(partition) >= head.last().get(partition)) {
          reached.accumulateAndGet(partition, head.head(), Math::max);
          project(partition, head.time());
        } else {
          everywhere = false;
        }
      }
      return everywhere;
    }

    private void project(int partition, Instant time) {
      var before = projected.get(partition);
      if (before == null || before.isBefore(time)) {
        projected.set(partition, time);
      }
    }
  }

  private final String view;
  private final InstantSource clock;
  private final Waiters waiters;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AwaitedHeads awaited = new AwaitedHeads();
  private volatile @Nullable Partitions partitions;
  private volatile @Nullable UUID incarnation;
  private volatile boolean parks;
  private volatile @Nullable Heartbeat newest;
  private @Nullable IntConsumer partitioned;
  private @Nullable UUID foreign;

  ViewProgress(String view, int waiters, InstantSource clock) {
    this.view = view;
    this.waiters = new Waiters(waiters);
    this.clock = clock;
  }

  public String view() {
    return view;
  }

  /** The partition of an owner; empty while the stream was never seen, and nothing can have been projected. */
  public OptionalInt partition(OwnerId owner) {
    var known = partitions;
    return known == null ? OptionalInt.empty() : OptionalInt.of(known.partitioning().of(owner));
  }

  /** The log that the view is of; empty while nothing is known of any. */
  public Optional<UUID> incarnation() {
    return Optional.ofNullable(incarnation);
  }

  /**
   * False when no event up to where the view has come is parked. Whether one of a certain owner is, is in the table.
   */
  public boolean parks() {
    return parks;
  }

  /**
   * Age of the newest head of the log that is fully projected, which is the lag of the partition that is furthest behind;
   * empty while none is known. Grows by itself while no head is heard of.
   */
  public Optional<Duration> lag() {
    var known = partitions;
    if (known == null) {
      return Optional.empty();
    }
    var lags = IntStream.range(0, known.number()).boxed().flatMap(partition -> lag(partition).stream())
        .toList();
    return lags.size() < known.number() ? Optional.empty() : lags.stream().max(Comparator.naturalOrder());
  }

  /** Age of the newest head of the log of which all is there on this partition; empty while none is known. */
  Optional<Duration> lag(int partition) {
    var known = partitions;
    var head = known == null ? null : known.projected().get(partition);
    if (head == null) {
      return Optional.empty();
    }
    var age = Duration.between(head, clock.instant());
    return Optional.of(age.isNegative() ? Duration.ZERO : age);
  }

  /**
   * From the last event of a partition that is there to the last one that the newest head has for it, in positions of
   * the log, so with what other partitions have in between; empty while no head is known.
   */
  OptionalLong behind(int partition) {
    var known = partitions;
    var head = newest;
    return known == null || head == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, head.last().get(partition) - known.applied().get(partition)));
  }

  /** Tells the number of partitions, once, as soon as it is known. */
  synchronized void whenPartitioned(IntConsumer told) {
    var known = partitions;
    if (known == null) {
      partitioned = told;
    } else {
      told.accept(known.number());
    }
  }

  /** Waits until all that the log has of an owner up to a position is in the view's rows. */
  public Waited await(OwnerId owner, long position, Duration atMost) {
    if (hasReached(owner, position)) {
      return Waited.REACHED;
    }
    return waiters.await(() -> hasReached(owner, position), atMost);
  }

  /** What comes is heard of again, after {@link #end}. */
  void begin() {
    waiters.begin();
  }

  /** From now on nothing is heard of: nobody waits for what is not there. */
  void end() {
    waiters.end();
  }

  /** How many wait. */
  public int waiting() {
    return waiters.number();
  }

  /** The last position that is in the rows, of each partition; empty while the stream was never seen. */
  public long[] positions() {
    var known = partitions;
    return known == null ? new long[0] : known.positions();
  }

  /** @param listener runs after each move of the view, and at other times too; returns at once */
  public void listen(Runnable listener) {
    listeners.add(listener);
  }

  private boolean hasReached(OwnerId owner, long position) {
    var known = partitions;
    return known != null && known.reached().get(known.partitioning().of(owner)) >= position;
  }

  /** Takes what the table says; knows the partitions from then on. */
  synchronized void applied(List<Applied> places) {
    if (places.isEmpty()) {
      return;
    }
    var known = partitions;
    if (known == null) {
      known = Partitions.of(places.size());
      partitions = known;
      if (partitioned != null) {
        partitioned.accept(known.number());
      }
    }
    parks = places.getFirst().parks();
    for (var place : places) {
      known.apply(place.partition(), place.position());
      if (place.incarnation() != null) {
        incarnation = place.incarnation();
      }
    }
    advance(known);
  }

  synchronized void applied(Append last) {
    var known = partitions;
    if (known != null) {
      incarnation = last.incarnation();
      known.apply(last.partition(), last.position());
      advance(known);
    }
  }

  synchronized void heartbeat(Heartbeat heartbeat) {
    if (incarnation == null) {
      incarnation = heartbeat.incarnation();
    }
    if (!heartbeat.incarnation().equals(incarnation)) {
      warnOfForeign(heartbeat);
      return;
    }
    newest = heartbeat;
    awaited.add(heartbeat);
    var known = partitions;
    if (known != null) {
      advance(known);
    }
  }

  private void warnOfForeign(Heartbeat heartbeat) {
    if (!heartbeat.incarnation().equals(foreign)) {
      foreign = heartbeat.incarnation();
      log.warn("View {} is of log {}; passing over the heartbeats of log {}", view, incarnation, foreign);
    }
  }

  private void advance(Partitions known) {
    for (var head : awaited.newestFirst()) {
      if (known.reach(head)) {
        awaited.reached(head);
        break;
      }
    }
    waiters.tell();
    listeners.forEach(Runnable::run);
  }
}
