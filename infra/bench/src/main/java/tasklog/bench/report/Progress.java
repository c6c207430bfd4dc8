package tasklog.bench.report;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells how far it has come: a line for each step, and for long ones a bar where somebody watches. */
public final class Progress {

  public interface Step {
    void run(LongConsumer reached) throws InterruptedException;
  }

  private final PrintWriter out;
  private final boolean watched = System.console() != null && System.console().isTerminal();

  public Progress(PrintWriter out) {
    this.out = out;
  }

  public void say(String form, Object... values) {
    out.printf(Locale.ROOT, form + "%n", values);
    out.flush();
  }

  /** @param size that the step has reached when it is done */
  public void show(String what, long size, Step step) throws InterruptedException {
    long begin = System.nanoTime();
    if (watched) {
      try (var bar = bar(what, size)) {
        step.run(bar::stepTo);
      }
    } else {
      step.run(tenths(what, size));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    say("%s: %d in %.1f s, %.0f a second", what, size, seconds, size / seconds);
  }

  private static ProgressBar bar(String what, long size) {
    return new ProgressBarBuilder().setTaskName(what).setInitialMax(size).setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200).showSpeed().build();
  }

  private LongConsumer tenths(String what, long size) {
    var said = new long[1];
    return reached -> {
      long tenth = reached * 10 / size;
      if (tenth > said[0] && tenth < 10) say("%s: %d %%", what, tenth * 10);
      said[0] = tenth;
    };
  }
}
