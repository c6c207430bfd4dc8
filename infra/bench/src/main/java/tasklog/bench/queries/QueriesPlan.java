package tasklog.bench.queries;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is measured, and for how long.
 *
 * @param tasks   of all owners
 * @param ofLarge of the one owner whose tasks are asked for
 * @param seconds of each measurement
 * @param warmUp  seconds before anything counts
 * @param callers at the same time, beside the measurements with one
 * @param only    a regular expression; what is measured beside the look-up has it in its name
 * @param now     what is overdue has been due before; nothing is created or changed later
 */
public record QueriesPlan(long tasks, long ofLarge, int rounds, double seconds, double warmUp, int callers,
    String only, Instant now) {

  /** The owner whose tasks are asked for. */
  public static final UUID LARGE = UUID.fromString("5b0c3c52-8f0e-4b7e-9d63-2f60d1c7a9e4");

  private static final int DEEP = 1_000;

  /** The number of the page that is far from the beginning: the thousandth, unless the owner has too few tasks. */
  public int deepPage() {
    return (int) Math.min(DEEP, Math.max(2, ofLarge / 100));
  }

  /** As arguments of another process. */
  List<String> arguments() {
    return List.of(Long.toString(tasks), Long.toString(ofLarge), Integer.toString(rounds),
        Double.toString(seconds), Double.toString(warmUp), Integer.toString(callers), only, now.toString());
  }

  public static QueriesPlan parse(String[] arguments) {
    return new QueriesPlan(Long.parseLong(arguments[0]), Long.parseLong(arguments[1]),
        Integer.parseInt(arguments[2]), Double.parseDouble(arguments[3]), Double.parseDouble(arguments[4]),
        Integer.parseInt(arguments[5]), arguments[6], Instant.parse(arguments[7]));
  }

  /** As a report tells them. */
  Map<String, Object> options() {
    return new TreeMap<>(Map.of("tasks", tasks, "of_large", ofLarge, "rounds", rounds, "seconds", seconds,
        "warm_up", warmUp, "callers", callers, "only", only));
  }
}
