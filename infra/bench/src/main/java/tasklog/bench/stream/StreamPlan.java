package tasklog.bench.stream;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is measured, and for how long.
 *
 * @param events  of the log
 * @param owners  whose they are
 * @param rates   of commands a second, for each measurement of latencies
 * @param seconds of each of these
 * @param warmUp  seconds before them
 */
record StreamPlan(long events, int owners, int rounds, List<Integer> rates, double seconds, double warmUp) {

  StreamPlan {
    rates = rates.stream().distinct().sorted().toList();
  }

  /** In the middle of the others. */
  int warmUpRate() {
    return rates.get(rates.size() / 2);
  }

  /** As a report tells them. */
  Map<String, Object> options() {
    return new TreeMap<>(
        Map.of("events", events, "owners", owners, "rounds", rounds, "rates", rates, "seconds",
            seconds, "warm_up", warmUp));
  }
}
