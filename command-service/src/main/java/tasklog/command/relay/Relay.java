package tasklog.command.relay;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** The relay as a part of the service: starts before requests are taken, stops after the last one is answered. */
final class Relay implements SmartLifecycle {

  private final Supplier<RelayLoop> loops;
  private volatile @Nullable RelayLoop running;

  Relay(Supplier<RelayLoop> loops) {
    this.loops = loops;
  }

  @Override
  public void start() {
    var loop = loops.get();
    running = loop;
    loop.start();
  }

  @Override
  public void stop() {
    var loop = running;
    running = null;
    if (loop != null) loop.stop();
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /** Below that of the web server, which is the greatest but for a few. */
  @Override
  public int getPhase() {
    return 0;
  }
}
