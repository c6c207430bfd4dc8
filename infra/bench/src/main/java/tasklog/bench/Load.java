package tasklog.bench;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** A number of callers who each call again as soon as they are answered. */
record Load(int callers, double seconds, ThreadFactory threads) {

  /** Calls in the time, how long each took in nanoseconds, and how long the whole took. */
  record Result(Histogram latency, double seconds) {

    double perSecond() {
      return latency.getTotalCount() / seconds;
    }

    double millis(double percentile) {
      return latency.getValueAtPercentile(percentile) / 1e6;
    }
  }

  /** @param call what a caller does, made once for each of them */
  Result run(IntFunction<Callable<?>> call) throws InterruptedException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    var all = new Histogram(3);
    var running = new ArrayList<Future<Histogram>>();
    try (var executor = Executors.newThreadPerTaskExecutor(threads)) {
      for (int i = 0; i < callers; i++) {
        int caller = i;
        running.add(executor.submit(() -> repeat(call.apply(caller), end)));
      }
      for (var one : running) {
        all.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return new Result(all, (System.nanoTime() - start) / 1e9);
  }

  private static Histogram repeat(Callable<?> call, long end) throws Exception {
    var latency = new Histogram(3);
    for (long before = System.nanoTime(); before < end;) {
      call.call();
      long now = System.nanoTime();
      latency.recordValue(now - before);
      before = now;
    }
    return latency;
  }
}
