package tasklog.chaos.store;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tasklog.chaos.store.Turn.Outcome;

/**
 * What came of it.
 *
 * @param turns      of all attempts, by what became of them; {@code BEGUN}: the writer was killed during it
 * @param events     in the log
 * @param faults     that have come about
 * @param violations at best none
 */
record Report(StorePlan plan, Map<Outcome, Integer> turns, int events, List<Fault> faults, double seconds,
    List<Violation> violations) {

  static Report of(StorePlan plan, Attempts attempts, int events, List<Fault> faults, double seconds,
      List<Violation> violations) {
    var turns = new EnumMap<Outcome, Integer>(Outcome.class);
    Arrays.stream(Outcome.values()).forEach(outcome -> turns.put(outcome, 0));
    attempts.values().forEach(
        attempt -> attempt.turns().forEach(turn -> turns.merge(turn.outcome(), 1, Integer::sum)));
    return new Report(plan, turns, events, faults, seconds, violations);
  }

  int turns(Outcome outcome) {
    return turns.getOrDefault(outcome, 0);
  }

  long killed(Class<? extends Fault> what) {
    return faults.stream().filter(what::isInstance).count();
  }
}
