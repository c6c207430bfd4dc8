package tasklog.chaos.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Something that is broken on purpose.
 *
 * @param after  a pause, so that it comes at any moment of what the one before has set off
 * @param away   until a killed server is started again
 * @param broker that is killed, from 0
 */
record Fault(Kind kind, Duration after, Duration away, int broker) {

  enum Kind {
    /** {@code kill -9} to the relay that leads. */
    LEADER_KILLED(10),
    /** {@code kill -9} to PostgreSQL. */
    DATABASE_KILLED(6),
    /** {@code kill -9} to a broker. */
    BROKER_KILLED(3),
    /** Both: the relay is killed while the broker is away. */
    BROKER_AND_LEADER_KILLED(1),
    /** The relay that leads is stopped (SIGSTOP) until another one leads, and wakes up; beside the kills. */
    LEADER_PAUSED(0);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  /** In their order: the kills, by the shares of their kinds, and a pause for every eight of them. */
  static List<Fault> plan(RelayPlan plan) {
    var random = new Random(plan.seed());
    var kinds = new ArrayList<Kind>();
    while (kinds.size() < plan.kills()) {
      for (var kind : Kind.values()) {
        kinds.addAll(Collections.nCopies(kind.weight, kind));
      }
    }
    Collections.shuffle(kinds, random);
    kinds.subList(plan.kills(), kinds.size()).clear();
    kinds.addAll(Collections.nCopies(plan.kills() / 8, Kind.LEADER_PAUSED));
    Collections.shuffle(kinds, random);
    return kinds.stream().map(kind -> new Fault(kind, millis(random, 400), millis(random, 500),
        random.nextInt(plan.brokers()))).toList();
  }

  private static Duration millis(Random random, int bound) {
    return Duration.ofMillis(random.nextInt(bound));
  }
}
