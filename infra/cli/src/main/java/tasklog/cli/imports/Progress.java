package tasklog.cli.imports;

import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long work has come: a bar on a terminal, elsewhere a line for each step. */
sealed interface Progress extends AutoCloseable {

  static Progress of(long lines, boolean terminal, PrintWriter quiet) {
    return terminal ? new Bar(lines) : new Quiet(lines, quiet);
  }

  void reached(long lines);

  /** Before something else is written. */
  void makeRoom();

  @Override
  void close();

  /** Drawn on standard error. */
  record Bar(ProgressBar bar) implements Progress {

    private Bar(long lines) {
      this(new ProgressBarBuilder().setTaskName("Importing").setInitialMax(lines).setUnit(" lines", 1)
          .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).showSpeed().build());
    }

    @Override
    public void reached(long lines) {
      bar.stepTo(lines);
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

  record Quiet(long all, PrintWriter out) implements Progress {

    @Override
    public void reached(long lines) {
      out.println(lines + " of " + all + " lines");
      out.flush();
    }

    @Override
    public void makeRoom() {}

    @Override
    public void close() {}
  }
}
