package tasklog.chaos.relay;

import tasklog.command.relay.StreamSettings;

/**
 * What is to be done.
 *
 * @param kills   of all kinds together
 * @param brokers one, or three that replicate
 */
record RelayPlan(int kills, int brokers, long seed) {

  private static final int PARTITIONS = 6;

  StreamSettings stream() {
    return new StreamSettings(1, PARTITIONS, (short) Math.min(brokers, 3), brokers < 3 ? 1 : 2);
  }
}
