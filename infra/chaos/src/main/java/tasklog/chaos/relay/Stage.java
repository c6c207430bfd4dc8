package tasklog.chaos.relay;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tasklog.chaos.server.Database;
import tasklog.chaos.server.KafkaServers;
import tasklog.chaos.server.PostgresServer;

/** All that takes part, and what is done to it. */
record Stage(List<RelayProcess> relays, KafkaServers kafka, PostgresServer postgres, Database log, Load load,
    Reader reader) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String LEASED = "SELECT acquired_at FROM relay_lease";

  private interface Blow {
    void run() throws InterruptedException;
  }

  /**
   * Brings a fault about.
   *
   * @return how long the stream stood still
   * @throws IllegalStateException when the stream does not go on, in any time that one would wait
   */
  Standstill bringAbout(Fault fault) throws InterruptedException, SQLException {
    TimeUnit.NANOSECONDS.sleep(fault.after().toNanos());
    return switch (fault.kind()) {
      case LEADER_KILLED -> {
        var leader = leaderWithFollower();
        var took = untilAnotherLeads(leader, leader::kill);
        leader.restart();
        yield took;
      }
      case LEADER_PAUSED -> {
        var leader = leaderWithFollower();
        var took = untilAnotherLeads(leader, leader::pause);
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

  private Standstill untilItGoesOn(Blow blow) throws InterruptedException {
    var began = Instant.now();
    blow.run();
    awaitRead(load.mark());
    return new Standstill(Duration.between(began, Instant.now()), null, null);
  }

  /** By one clock, since all is on one machine: what relay and database say can be told apart. */
  private Standstill untilAnotherLeads(RelayProcess former, Blow blow)
      throws InterruptedException, SQLException {
    var began = Instant.now();
    var whole = untilItGoesOn(blow).whole();
    var successor = await(() -> only(relay -> relay != former && relay.leads()));
    return new Standstill(whole, Duration.between(began, leased()),
        Duration.between(began, successor.told()));
  }

  private Instant leased() throws SQLException {
    try (var connection = log.direct().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(LEASED)) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  void awaitRead(long position) throws InterruptedException {
    if (!reader.await(position, PATIENCE))
      throw new IllegalStateException(
          "Position " + position + " did not come in " + PATIENCE + "; relays: " + relays);
  }

  /** Only with one that waits does a blow to the other measure how fast it takes over. */
  private RelayProcess leaderWithFollower() throws InterruptedException {
    return await(() -> only(RelayProcess::follows) == null ? null : only(RelayProcess::leads));
  }

  private RelayProcess await(Supplier<@Nullable RelayProcess> wanted) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var found = wanted.get();
      if (found != null) return found;
      if (System.nanoTime() > deadline || relays.stream().anyMatch(RelayProcess::hasRefused))
        throw new IllegalStateException("One does not lead, or the other does not follow: " + relays);
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
