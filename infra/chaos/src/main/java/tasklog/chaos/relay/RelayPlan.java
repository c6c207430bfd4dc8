package tasklog.chaos.relay;

import java.time.Duration;
import tasklog.command.relay.StreamSettings;

/**
 * What is to be done.
 *
 * @param kills   of all kinds together
 * @param brokers one, or three that replicate
 * @param atMost  nothing more is broken after so long
 */
record RelayPlan(int kills, int brokers, long seed, Duration atMost) {

  private static final int PARTITIONS = 6;

  StreamSettings stream() {
    return new StreamSettings(1, PARTITIONS, (short) Math.min(brokers, 3), brokers < 3 ? 1 : 2);
  }
}
