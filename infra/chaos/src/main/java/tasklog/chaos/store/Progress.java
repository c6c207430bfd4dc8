package tasklog.chaos.store;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a run has come. */
sealed interface Progress extends AutoCloseable {

  /** A bar on a terminal, elsewhere a line now and then. */
  static Progress of(int attempts, boolean terminal, PrintWriter quiet) {
    return terminal ? new Bar(attempts) : new Lines(attempts, quiet);
  }

  void settled(int attempts);

  @Override
  void close();

  /** Drawn on standard error. */
  final class Bar implements Progress {

    private final ProgressBar bar;

    private Bar(int attempts) {
      bar = new ProgressBarBuilder().setTaskName("Settling").setInitialMax(attempts).setUnit(" attempts", 1)
          .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).showSpeed().build();
    }

    @Override
    public void settled(int attempts) {
      bar.stepTo(attempts);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  final class Lines implements Progress {

    private final int attempts;
    private final PrintWriter out;
    private int tenths;

    private Lines(int attempts, PrintWriter out) {
      this.attempts = attempts;
      this.out = out;
    }

    @Override
    public void settled(int settled) {
      int reached = (int) (10L * settled / attempts);
      if (reached <= tenths) return;
      tenths = reached;
      out.println(settled + " of " + attempts + " attempts are settled");
      out.flush();
    }

    @Override
    public void close() {}
  }
}
