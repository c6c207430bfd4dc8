package tasklog.cli.console;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long work has come: a bar on a terminal, elsewhere a line for each step. */
public sealed interface Progress extends AutoCloseable {

  /**
   * @param work what is going on
   * @param unit what is counted, in the plural
   */
  static Progress of(String work, long all, String unit, PrintWriter quiet) {
    var isTerminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return isTerminal ? new Bar(work, all, unit) : new Quiet(all, unit, quiet);
  }

  /** @param done so many of all */
  void reached(long done);

  /** Before something else is written. */
  void makeRoom();

  @Override
  void close();

  /** Drawn on standard error. */
  record Bar(ProgressBar bar) implements Progress {

    private Bar(String work, long all, String unit) {
      this(new ProgressBarBuilder().setTaskName(work).setInitialMax(all).setUnit(" " + unit, 1)
          .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).showSpeed().build());
    }

    @Override
    public void reached(long done) {
      bar.stepTo(done);
    }

    @Override
    public void makeRoom() {
      System.err.print("\r\u001b[2K");
      System.err.flush();
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  record Quiet(long all, String unit, PrintWriter out) implements Progress {

    @Override
    public void reached(long done) {
      out.println(done + " of " + all + " " + unit);
      out.flush();
    }

    @Override
    public void makeRoom() {}

    @Override
    public void close() {}
  }
}
