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
    /** It is stopped (SIGSTOP) until another one leads, and wakes up. */
    LEADER_PAUSED(4),
    /** {@code kill -9} to PostgreSQL. */
    DATABASE_KILLED(3),
    /** {@code kill -9} to a broker. */
    BROKER_KILLED(2),
    /** Both: the relay is killed while the broker is away. */
    BROKER_AND_LEADER_KILLED(1);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  /** In their order; each kind has its share, so that a short run has some of the most frequent ones too. */
  static List<Fault> plan(RelayPlan plan) {
    var kinds = new ArrayList<Kind>();
    while (kinds.size() < plan.kills()) {
      for (var kind : Kind.values()) {
        kinds.addAll(Collections.nCopies(kind.weight, kind));
      }
    }
    var random = new Random(plan.seed());
    Collections.shuffle(kinds, random);
    return kinds.stream().limit(plan.kills()).map(kind -> new Fault(kind, millis(random, 800), millis(random, 1_000),
        random.nextInt(plan.brokers()))).toList();
  }

  private static Duration millis(Random random, int bound) {
    return Duration.ofMillis(random.nextInt(bound));
  }
}
