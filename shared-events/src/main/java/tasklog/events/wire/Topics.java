package tasklog.events.wire;

/** Names of the topics of one generation; a generation fixes the number of partitions. */
public final class Topics {

  private Topics() {}

  /** Events and nothing else, key = owner. */
  public static String events(int generation) {
    return "tasklog.events.v1.g" + generation;
  }

  /** Compacted: the relay's {@link Checkpoint} and {@link Heartbeat}. One partition. */
  public static String checkpoints(int generation) {
    return "tasklog.checkpoints.v1.g" + generation;
  }
}
