package tasklog.chaos.console;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a run has come. */
public sealed interface Progress extends AutoCloseable {

  /**
   * A bar on a terminal, elsewhere a line now and then.
   *
   * @param things that there are {@code all} of
   */
  static Progress of(int all, String things, PrintWriter quiet) {
    boolean terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return terminal ? new Bar(all, things) : new Lines(all, things, quiet);
  }

  void reached(int things);

  @Override
  void close();

  /** Drawn on standard error. */
  final class Bar implements Progress {

    private final ProgressBar bar;

    private Bar(int all, String things) {
      bar = new ProgressBarBuilder().setTaskName("Breaking").setInitialMax(all).setUnit(" " + things, 1)
          .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).showSpeed().build();
    }

    @Override
    public void reached(int things) {
      bar.stepTo(things);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  final class Lines implements Progress {

    private final int all;
    private final String things;
    private final PrintWriter out;
    private int tenths;

    private Lines(int all, String things, PrintWriter out) {
      this.all = all;
      this.things = things;
      this.out = out;
    }

    @Override
    public void reached(int reached) {
      if (10L * reached / all <= tenths) return;
      tenths = (int) (10L * reached / all);
      out.println(reached + " of " + all + " " + things);
      out.flush();
    }

    @Override
    public void close() {}
  }
}
