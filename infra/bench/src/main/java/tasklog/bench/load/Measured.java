package tasklog.bench.load;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What callers met.
 *
 * @param latency  of each call, in nanoseconds
 * @param seconds  that the whole took
 * @param failures calls that were answered with a failure; they count among the others
 */
public record Measured(Histogram latency, double seconds, int callers, long failures) {

  public long calls() {
    return latency.getTotalCount();
  }

  public double perSecond() {
    return calls() / seconds;
  }

  public double longestMillis() {
    return latency.getMaxValue() / 1e6;
  }

  /**
   * The latencies without coordinated omission: a caller who waits does not call, so that a stall would be counted
   * once for each caller instead of once for each call that it kept from being made. Callers are taken to want to call
   * as often as they did on average; a wait of n such intervals counts as n calls that began one interval apart.
   *
   * @see Histogram#copyCorrectedForCoordinatedOmission
   */
  public Histogram corrected() {
    long interval = (long) (seconds * 1e9 * callers / calls());
    return latency.copyCorrectedForCoordinatedOmission(interval);
  }

  /** Of other callers at the same time. */
  public Measured and(Measured other) {
    var both = latency.copy();
    both.add(other.latency);
    return new Measured(both, Math.max(seconds, other.seconds), callers + other.callers,
        failures + other.failures);
  }

  /** One line, for {@link #parse}. */
  public String print() {
    var bytes = ByteBuffer.allocate(latency.getNeededByteBufferCapacity());
    int length = latency.encodeIntoCompressedByteBuffer(bytes);
    var histogram = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    return String.join(" ", Double.toString(seconds), Integer.toString(callers), Long.toString(failures),
        histogram);
  }

  public static Measured parse(String line) {
    var words = line.split(" ", -1);
    try {
      var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(words[3]));
      return new Measured(Histogram.decodeFromCompressedByteBuffer(bytes, 0), Double.parseDouble(words[0]),
          Integer.parseInt(words[1]), Long.parseLong(words[2]));
    } catch (DataFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
