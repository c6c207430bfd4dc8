package tasklog.chaos.projection;

import tasklog.command.relay.StreamSettings;

/**
 * What is to be done.
 *
 * @param kills     of all kinds together
 * @param instances of the service, two at least
 */
record ProjectionPlan(int kills, int instances, long seed) {

  private static final int PARTITIONS = 6;

  StreamSettings stream() {
    return new StreamSettings(1, PARTITIONS, (short) 1, 1);
  }
}
