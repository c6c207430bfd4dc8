package tasklog.chaos.projection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tasklog.chaos.projection.Fault.Kind;
import tasklog.chaos.projection.Verifier.Verified;

/**
 * What came of it.
 *
 * @param events   in the log
 * @param findings of what the database has noted
 * @param verified comparisons of all rows with the log, while it was running, the last one at the end
 * @param ailing   see {@link Stage#ailing}
 * @param pauses   for each fault, from the blow until rows went on on every partition of every view, the longest last
 */
record ProjectionReport(ProjectionPlan plan, long events, Findings findings, List<Verified> verified, int ailing,
    Map<Kind, List<Duration>> pauses, double seconds) {

  boolean isClean() {
    return findings.isClean() && ailing == 0
        && verified.stream().allMatch(verified -> verified.differences() == 0);
  }
}
