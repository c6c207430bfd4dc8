package tasklog.chaos.relay;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tasklog.chaos.relay.Fault.Kind;

/**
 * What came of it.
 *
 * @param events      in the log
 * @param whileRead   what a reader saw that was there all the time
 * @param readAgain   what one saw that came when all was over
 * @param standstills after each fault, the longest last
 */
record RelayReport(RelayPlan plan, long events, Findings whileRead, Findings readAgain,
    Map<Kind, List<Standstill>> standstills,
    double seconds) {

  boolean isClean() {
    return whileRead.isClean() && readAgain.isClean();
  }

  /** That were brought about, pauses apart. */
  int kills() {
    return standstills.entrySet().stream().filter(all -> all.getKey() != Kind.LEADER_PAUSED)
        .mapToInt(all -> all.getValue().size()).sum();
  }

  /** Zero where there was none. */
  Duration longest(Kind kind) {
    var all = standstills.getOrDefault(kind, List.of());
    return all.isEmpty() ? Duration.ZERO : all.getLast().whole();
  }
}
