package tasklog.bench.report;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * A number that is to be reached.
 *
 * @param measured where the goal is an upper bound, no more than {@code limit}; else no less
 */
public record Goal(String what, double measured, boolean upper, double limit, String unit, boolean reached) {

  public static Goal atLeast(String what, double measured, double limit, String unit) {
    return new Goal(what, measured, false, limit, unit, measured >= limit);
  }

  public static Goal atMost(String what, double measured, double limit, String unit) {
    return new Goal(what, measured, true, limit, unit, measured <= limit);
  }

  public void print(PrintWriter out) {
    out.printf(Locale.ROOT, "%-8s %-60s %8.2f%s, wanted %s %s%s%n", reached ? "reached" : "MISSED", what,
        measured, unit, upper ? "≤" : "≥", number(limit), unit);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
