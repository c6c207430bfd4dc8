package tasklog.bench.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import tasklog.bench.load.Measured;
import tasklog.bench.server.Counters;

/**
 * One measurement, with what the plain inserts did right before and right after it.
 *
 * @param number  from 1
 * @param seconds that it took
 * @param p50     in milliseconds, as all latencies here; these three are corrected for coordinated omission
 * @param longest wait of any caller
 * @param insertsBefore a second
 * @param insertsAfter  a second
 * @param events  that were appended to the log
 * @param walBytes that were written meanwhile
 * @param fullPageImages among them; only told where the server had the time to count, else -1
 * @param pages   of the log's database that were looked at
 */
public record Round(int number, double seconds, long calls, long failures, double perSecond, double p50,
    double p99, double p999, double longest, double insertsBefore, double insertsAfter, long events,
    long walBytes, long fullPageImages, long pages) {

  public static Round of(int number, Measured measured, double insertsBefore, double insertsAfter,
      long events,
      Counters counted) {
    var corrected = measured.corrected();
    return new Round(number, measured.seconds(), measured.calls(), measured.failures(), measured.perSecond(),
        corrected.getValueAtPercentile(50) / 1e6, corrected.getValueAtPercentile(99) / 1e6,
        corrected.getValueAtPercentile(99.9) / 1e6, measured.longestMillis(), insertsBefore, insertsAfter,
        events, counted.walBytes(), counted.fullPageImages(), counted.pages());
  }

  /** How many times as many as plain inserts at that time. */
  @JsonProperty
  public double ratio() {
    return perSecond / ((insertsBefore + insertsAfter) / 2);
  }
}
