package tasklog.chaos.relay;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tasklog.chaos.server.KafkaServers;
import tasklog.chaos.server.PostgresServer;

/** All that takes part, and what is done to it. */
record Stage(List<RelayProcess> relays, KafkaServers kafka, PostgresServer postgres, Load load,
    Reader reader) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private interface Blow {
    void run() throws InterruptedException;
  }

  /**
   * Brings a fault about.
   *
   * @return how long the stream stood still: from the blow to the first event after it that was read
   * @throws IllegalStateException when the stream does not go on, in any time that one would wait
   */
  Duration bringAbout(Fault fault) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(fault.after().toNanos());
    return switch (fault.kind()) {
      case LEADER_KILLED -> {
        var leader = leaderWithFollower();
        var took = untilItGoesOn(leader::kill);
        leader.restart();
        yield took;
      }
      case LEADER_PAUSED -> {
        var leader = leaderWithFollower();
        var took = untilItGoesOn(leader::pause);
        leader.resume();
        yield took;
      }
      case DATABASE_KILLED -> untilItGoesOn(() -> {
        postgres.kill();
        pass(fault.away());
        postgres.restart();
      });
      case BROKER_KILLED -> untilItGoesOn(() -> {
        kafka.kill(fault.broker());
        pass(fault.away());
        kafka.restart(fault.broker());
      });
      case BROKER_AND_LEADER_KILLED -> {
        var leader = leaderWithFollower();
        var took = untilItGoesOn(() -> {
          kafka.kill(fault.broker());
          pass(fault.away());
          leader.kill();
          kafka.restart(fault.broker());
        });
        leader.restart();
        yield took;
      }
    };
  }

  private Duration untilItGoesOn(Blow blow) throws InterruptedException {
    long began = System.nanoTime();
    blow.run();
    awaitRead(load.mark());
    return Duration.ofNanos(System.nanoTime() - began);
  }

  void awaitRead(long position) throws InterruptedException {
    if (!reader.await(position, PATIENCE))
      throw new IllegalStateException(
          "Position " + position + " did not come in " + PATIENCE + "; relays: " + relays);
  }

  /** Only with one that waits does a blow to the other measure how fast it takes over. */
  private RelayProcess leaderWithFollower() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var leader = only(RelayProcess::leads);
      if (leader != null && only(RelayProcess::follows) != null) return leader;
      if (System.nanoTime() > deadline || relays.stream().anyMatch(RelayProcess::hasRefused))
        throw new IllegalStateException("One does not lead, and the others do not follow: " + relays);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private @Nullable RelayProcess only(Predicate<RelayProcess> wanted) {
    var found = relays.stream().filter(wanted).toList();
    return found.size() == 1 ? found.getFirst() : null;
  }

  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
