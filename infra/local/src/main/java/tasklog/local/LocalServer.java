package tasklog.local;

/** A server of ours on this machine, ready when it exists. */
public interface LocalServer extends AutoCloseable {

  ChildProcess process();

  /** Stops it in order and waits until it has gone. */
  @Override
  void close();
}
