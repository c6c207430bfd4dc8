package tasklog.chaos.projection;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoublePredicate;
import tasklog.chaos.server.KafkaServers;
import tasklog.chaos.server.PostgresServer;

/** All that takes part, and what is done to it. */
final class Stage {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A heartbeat comes every second: this is the lag of somebody who hears none. */
  private static final double LAG_OF_AN_OUTAGE = 3;

  private static final String LIVENESS = "liveness";
  private static final String READINESS = "readiness";

  private interface Blow {
    void run() throws InterruptedException;
  }

  private final List<InstanceProcess> instances;
  private final KafkaServers kafka;
  private final PostgresServer postgres;
  private final ReadSide rows;
  private final Load load;
  private int ailing;

  Stage(List<InstanceProcess> instances, KafkaServers kafka, PostgresServer postgres, ReadSide rows,
      Load load) {
    this.instances = instances;
    this.kafka = kafka;
    this.postgres = postgres;
    this.rows = rows;
    this.load = load;
  }

  /**
   * Times that an instance did not live, or was not ready without Kafka, although nothing was done to it itself; and that
   * its lag did not fall while Kafka was there, or did not grow while it was away.
   */
  int ailing() {
    return ailing;
  }

  /**
   * Brings a fault about.
   *
   * @return how long rows stood still: from the blow until an event that was appended after it was there on every
   *         partition of every view
   * @throws IllegalStateException when they do not go on, in any time that one would wait
   */
  Duration bringAbout(Fault fault) throws InterruptedException, SQLException {
    TimeUnit.NANOSECONDS.sleep(fault.after().toNanos());
    return switch (fault.kind()) {
      case INSTANCE_KILLED -> {
        var instance = oneOfSeveral(fault.instance());
        var took = untilItGoesOn(instance::kill);
        instance.start();
        yield took;
      }
      case INSTANCE_PAUSED -> {
        var instance = oneOfSeveral(fault.instance());
        var took = untilItGoesOn(instance::pause);
        instance.resume();
        yield took;
      }
      case INSTANCE_LEFT -> {
        var instance = oneOfSeveral(fault.instance());
        var took = untilItGoesOn(instance::leave);
        instance.start();
        yield took;
      }
      case DATABASE_KILLED -> untilItGoesOn(() -> {
        postgres.kill();
        pass(fault.away());
        check(LIVENESS);
        postgres.restart();
      });
      case DATABASE_AND_INSTANCE_KILLED -> {
        var instance = oneOfSeveral(fault.instance());
        var took = untilItGoesOn(() -> {
          postgres.kill();
          pass(fault.away());
          instance.kill();
          postgres.restart();
        });
        instance.start();
        yield took;
      }
      case BROKER_KILLED -> {
        var witness = oneOfSeveral(fault.instance());
        awaitLag(witness, lag -> lag < LAG_OF_AN_OUTAGE);
        yield untilItGoesOn(() -> {
          kafka.kill(0);
          awaitLag(witness, lag -> lag > LAG_OF_AN_OUTAGE);
          check(LIVENESS, READINESS);
          kafka.restart(0);
        });
      }
    };
  }

  private Duration untilItGoesOn(Blow blow) throws InterruptedException, SQLException {
    long began = System.nanoTime();
    blow.run();
    awaitRows();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Until all that has been appended is there, and something of now on each partition. */
  void awaitRows() throws InterruptedException, SQLException {
    if (!rows.await(load.mark(), PATIENCE))
      throw new IllegalStateException("Rows do not go on for " + PATIENCE + "; instances: " + instances);
  }

  /** One that serves while another one does, and may be taken away. */
  private InstanceProcess oneOfSeveral(int index) throws InterruptedException {
    var instance = instances.get(index);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!instance.isReady() || !anotherIsReady(instance)) {
      if (System.nanoTime() > deadline)
        throw new IllegalStateException("Two do not serve within " + PATIENCE + ": " + instances);
      instances.forEach(InstanceProcess::tend);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return instance;
  }

  private boolean anotherIsReady(InstanceProcess instance) throws InterruptedException {
    for (var other : instances) {
      if (other != instance && other.isReady()) return true;
    }
    return false;
  }

  /** What is not known is neither long nor short. */
  private void awaitLag(InstanceProcess witness, DoublePredicate expected) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!expected.test(witness.lagInSeconds())) {
      if (System.nanoTime() > deadline) {
        ailing++;
        return;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private void check(String... groups) throws InterruptedException {
    for (var instance : instances) {
      if (!instance.isHealthy(groups)) ailing++;
    }
  }

  private static void pass(Duration time) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(time.toNanos());
  }
}
