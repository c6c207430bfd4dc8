package tasklog.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/** A number of callers who each call again as soon as they are answered, each at least once. */
public record Load(int callers, double seconds, ThreadFactory threads) {

  /** As the services run their requests. */
  public static Load ofVirtualThreads(int callers, double seconds) {
    return new Load(callers, seconds, Thread.ofVirtual().factory());
  }

  public static Load ofPlatformThreads(int callers, double seconds) {
    return new Load(callers, seconds, Thread.ofPlatform().factory());
  }

  /** @param call what a caller does, made once for each of them before the time begins */
  public Measured run(IntFunction<Call> call) throws InterruptedException {
    var calls = IntStream.range(0, callers).mapToObj(call).toList();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    var all = new Histogram(3);
    var failures = new ArrayList<Exception>();
    try (var executor = Executors.newThreadPerTaskExecutor(threads)) {
      var running = new ArrayList<Future<Caller>>();
      calls.forEach(one -> running.add(executor.submit(() -> new Caller(one).callUntil(end))));
      for (var one : running) {
        var caller = one.get();
        all.add(caller.latency);
        failures.addAll(caller.failures);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    if (!failures.isEmpty()) System.err.println("A call failed: " + failures.getFirst());
    return new Measured(all, (System.nanoTime() - start) / 1e9, callers, failures.size());
  }

  private static final class Caller {

    private final Call call;
    private final Histogram latency = new Histogram(3);
    private final List<Exception> failures = new ArrayList<>();

    Caller(Call call) {
      this.call = call;
    }

    Caller callUntil(long end) {
      long before = System.nanoTime();
      do {
        callOnce();
        long now = System.nanoTime();
        latency.recordValue(now - before);
        before = now;
      } while (before < end);
      return this;
    }

    /** A failed call counts as one, with the time it took: it is what a caller of that moment would have met. */
    private void callOnce() {
      try {
        call.run();
      } catch (Exception e) {
        failures.add(e);
      }
    }
  }
}
