package tasklog.bench.store;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is measured, and for how long.
 *
 * @param lengths     of the logs, the shortest first
 * @param seconds     of each measurement
 * @param warmUp      seconds for each process before anything counts
 * @param callers     in each process
 * @param processes   how many together, for each measurement of several
 * @param bulk        how many tasks a bulk command names, for each measurement of it, the least first
 * @param eventsOfOne of the long task, which logs of ten times that length hold
 */
record Plan(List<Length> lengths, int rounds, double seconds, double warmUp, int callers,
    List<Integer> processes, List<Integer> bulk, int eventsOfOne) {

  Plan {
    lengths = lengths.stream().distinct().sorted((a, b) -> Long.compare(a.events(), b.events())).toList();
    processes = processes.stream().distinct().sorted().toList();
    bulk = bulk.stream().distinct().sorted().toList();
  }

  /** As many tasks as the largest bulk command names. */
  int tasksOfLarge() {
    return bulk.getLast();
  }

  /** As a report tells them. */
  Map<String, Object> options() {
    return new TreeMap<>(Map.of("events", lengths.stream().map(Length::toString).toList(), "rounds", rounds,
        "seconds", seconds, "warm_up", warmUp, "callers", callers, "processes", processes, "bulk", bulk,
        "long_task", eventsOfOne));
  }
}
