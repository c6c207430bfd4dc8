package tasklog.projection.feed.rebuild;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tasklog.projection.feed.StreamScans;

/**
 * Brings views on together where they have a long way to go: the stream is read once for all that are at the same
 * places, in several threads, each with a partition at a time: while one folds, the database writes for another. What it
 * leaves, {@link Loading} does.
 */
final class Bulk {

  private static final int THREADS = 2;

  /** Below that, rows would have to be found and written one by one anyway. */
  private static final long LONG_WAY = 200_000;

  private final StreamScans scans;
  private final Observer observer;

  Bulk(StreamScans scans, Observer observer) {
    this.scans = scans;
    this.observer = observer;
  }

  /** @param views whose tables and places are there */
  void load(List<Rebuild> views) throws InterruptedException {
    var alike = new LinkedHashMap<Map<Integer, Long>, List<Rebuild>>();
    views.stream().filter(rebuild -> scans.isBulky(rebuild.view()) && !rebuild.shadow().isParked())
        .forEach(rebuild -> alike.computeIfAbsent(scans.offsets(rebuild.view()), _ -> new ArrayList<>())
            .add(rebuild));
    for (var group : alike.entrySet()) {
      new Group(group.getValue(), group.getKey()).load();
    }
  }

  /** Views at the same places. */
  private final class Group {

    private final List<Rebuild> rebuilds;
    private final String name;
    private final long all;
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Queue<Integer> partitions;
    private final AtomicLongArray read;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Group(List<Rebuild> rebuilds, Map<Integer, Long> offsets) {
      this.rebuilds = rebuilds;
      this.name = rebuilds.stream().map(rebuild -> rebuild.view().name()).collect(Collectors.joining(", "));
      this.all = rebuilds.stream().mapToLong(rebuild -> rebuild.live().records()).min().orElse(0);
      for (var rebuild : rebuilds) {
        rebuild.live().positions()
            .forEach((partition, position) -> positions.merge(partition, position, Math::min));
      }
      this.read = new AtomicLongArray(offsets.size());
      offsets.forEach((partition, offset) -> read.set(partition, offset));
      var isFar = all - done() > LONG_WAY;
      this.partitions = offsets.keySet().stream().sorted()
          .filter(partition -> positions.containsKey(partition) && (isFar || read.get(partition) == 0))
          .collect(Collectors.toCollection(ConcurrentLinkedQueue::new));
    }

    private void load() throws InterruptedException {
      if (partitions.isEmpty()) {
        return;
      }
      observer.at(name, Step.LOAD, done(), all);
      try (var executor = Executors.newFixedThreadPool(THREADS)) {
        var threads = IntStream.range(0, THREADS).mapToObj(_ -> executor.submit(this::work)).toList();
        for (var thread : threads) {
          thread.get();
        }
      } catch (ExecutionException e) {
        throw failure.get() instanceof RuntimeException fault
            ? fault
            : new IllegalStateException(e.getCause());
      }
    }

    private void work() {
      try (var bulk = scans.bulk(rebuilds.stream().map(Rebuild::view).toList(), dropped())) {
        for (var partition = partitions.poll(); partition != null; partition = partitions.poll()) {
          var number = partition;
          bulk.load(number, positions.getOrDefault(number, 0L), this::makeKeys,
              offset -> progress(number, offset));
        }
      } catch (Throwable fault) {
        failure.compareAndSet(null, fault);
        throw fault;
      }
    }

    private Map<String, Set<Long>> dropped() {
      return rebuilds.stream()
          .collect(Collectors.toMap(rebuild -> rebuild.view().name(), rebuild -> rebuild.live().dropped()));
    }

    /** Waits until the other threads have committed, which must not wait for this one: they tell their progress. */
    private void makeKeys() {
      synchronized (positions) {
        rebuilds.forEach(rebuild -> rebuild.shadow().makeKeys());
      }
    }

    /** When one thread fails, so do all. */
    private synchronized void progress(int partition, long offset) {
      if (failure.get() != null) {
        throw new IllegalStateException("Another thread has failed", failure.get());
      }
      read.set(partition, offset);
      observer.at(name, Step.LOAD, Math.min(done(), all), all);
    }

    private long done() {
      return IntStream.range(0, read.length()).mapToLong(read::get).sum();
    }
  }
}
