package tasklog.projection.feed.rebuild;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import tasklog.projection.feed.StreamScan;

/**
 * Reads the stream in several threads, each with partitions of its own: while one folds what it has read, the database
 * writes for another.
 */
final class Loading {

  static final int THREADS = 2;

  private final Function<List<Integer>, StreamScan> scans;
  private final Map<Integer, Long> positions;
  private final LongConsumer progress;
  private final long[] read = new long[THREADS];
  private boolean failed;

  /**
   * @param scans     opens one of some partitions
   * @param positions to go to, by partition
   * @param progress  is told how many records were read, those of earlier runs among them
   */
  Loading(Function<List<Integer>, StreamScan> scans, Map<Integer, Long> positions, LongConsumer progress) {
    this.scans = scans;
    this.positions = positions;
    this.progress = progress;
  }

  /** Returns when all is read; when one thread fails, so do all. */
  void run() throws InterruptedException {
    try (var executor = Executors.newFixedThreadPool(THREADS)) {
      var threads = IntStream.range(0, THREADS).mapToObj(thread -> submit(executor, thread)).toList();
      for (var thread : threads) {
        thread.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
    }
  }

  private Future<?> submit(ExecutorService executor, int thread) {
    return executor.submit(() -> {
      try {
        load(thread);
      } catch (Throwable e) {
        fail();
        throw e;
      }
    });
  }

  private void load(int thread) {
    var own = positions.keySet().stream().filter(partition -> partition % THREADS == thread).toList();
    if (own.isEmpty()) {
      return;
    }
    try (var scan = scans.apply(own)) {
      while (!scan.isAt(positions) && goesOn(thread, scan.offset())) {
        scan.step(positions);
      }
      goesOn(thread, scan.offset());
    }
  }

  private synchronized boolean goesOn(int thread, long offset) {
    read[thread] = offset;
    progress.accept(LongStream.of(read).sum());
    return !failed;
  }

  private synchronized void fail() {
    failed = true;
  }
}
