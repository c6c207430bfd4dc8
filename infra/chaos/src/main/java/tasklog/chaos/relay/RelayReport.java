package tasklog.chaos.relay;

import java.time.Duration;
import java.util.Map;
import tasklog.chaos.relay.Fault.Kind;

/**
 * What came of it.
 *
 * @param kills       that have come about
 * @param whileRead   what a reader saw that was there all the time
 * @param readAgain   what one saw that came when all was over
 * @param longest     for each kind, from the blow to the first event after it that was read
 * @param events      in the log
 */
record RelayReport(RelayPlan plan, Map<Kind, Integer> kills, long events, Findings whileRead, Findings readAgain,
    Map<Kind, Duration> longest, double seconds) {

  boolean isClean() {
    return whileRead.isClean() && readAgain.isClean();
  }

  int allKills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }
}
