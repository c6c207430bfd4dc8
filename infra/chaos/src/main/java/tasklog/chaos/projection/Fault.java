package tasklog.chaos.projection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Something that is broken on purpose.
 *
 * @param after    a pause, so that it comes at any moment of what the one before has set off
 * @param away     until a killed server is started again
 * @param instance to which it is done, from 0
 */
record Fault(Kind kind, Duration after, Duration away, int instance) {

  enum Kind {
    /** {@code kill -9} to an instance. */
    INSTANCE_KILLED(9),
    /** {@code kill -9} to PostgreSQL of the read side. */
    DATABASE_KILLED(6),
    /** {@code kill -9} to the broker. */
    BROKER_KILLED(3),
    /** Both: an instance is killed while the database is away. */
    DATABASE_AND_INSTANCE_KILLED(2),
    /** An instance is stopped (SIGSTOP) until the others have its partitions, and wakes up; beside the kills. */
    INSTANCE_PAUSED(0),
    /** An instance ends in order (SIGTERM) and comes back; beside the kills. */
    INSTANCE_LEFT(0);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }

    boolean isKill() {
      return weight > 0;
    }
  }

  /** For so many kills there is one pause, and one instance that leaves. */
  private static final int KILLS_FOR_A_PAUSE = 5;

  /** In their order: the kills, by the shares of their kinds, and what comes beside them. */
  static List<Fault> plan(ProjectionPlan plan) {
    var random = new Random(plan.seed());
    var kinds = new ArrayList<Kind>();
    while (kinds.size() < plan.kills()) {
      for (var kind : Kind.values()) {
        kinds.addAll(Collections.nCopies(kind.weight, kind));
      }
    }
    Collections.shuffle(kinds, random);
    kinds.subList(plan.kills(), kinds.size()).clear();
    var beside = Math.ceilDiv(plan.kills(), KILLS_FOR_A_PAUSE);
    kinds.addAll(Collections.nCopies(beside, Kind.INSTANCE_PAUSED));
    kinds.addAll(Collections.nCopies(beside, Kind.INSTANCE_LEFT));
    Collections.shuffle(kinds, random);
    return kinds.stream().map(kind -> new Fault(kind, millis(random, 1_500), millis(random, 500),
        random.nextInt(plan.instances()))).toList();
  }

  private static Duration millis(Random random, int bound) {
    return Duration.ofMillis(random.nextInt(bound));
  }
}
