package tasklog.projection.feed.rebuild;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Tells a person how far a rebuild is, and how long the step that takes long will go on; at most once in two seconds. */
final class ConsoleProgress implements Observer {

  private static final long PAUSE = Duration.ofSeconds(2).toNanos();

  private final PrintStream out;
  private String view = "";
  private Step step = Step.SWAP;
  private long begin;
  private long first;
  private long told;

  ConsoleProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void at(String ofView, Step ofStep, long done, long all) {
    var now = System.nanoTime();
    if (!ofView.equals(view) || ofStep != step) {
      view = ofView;
      step = ofStep;
      begin = now;
      first = done;
      told = now - PAUSE;
    }
    if (now - told >= PAUSE) {
      told = now;
      out.println(line(now, done, all));
    }
  }

  private String line(long now, long done, long all) {
    return switch (step) {
      case LOAD -> String.format(Locale.ROOT, "%s: read %,d of %,d records%s", view, done, all,
          done > first ? left(now, done, all) : "");
      case INDEX -> view + ": makes indexes, " + done + " of " + all;
      case COMPARE -> view + ": compares rows, table " + Math.min(done + 1, all) + " of " + all;
      case SWAP -> done == 0
          ? view + ": replaces the tables"
          : view + ": the tables are in use, tried " + done + " times to replace them";
    };
  }

  private String left(long now, long done, long all) {
    var seconds = (now - begin) / 1e9;
    var perSecond = (done - first) / seconds;
    return String.format(Locale.ROOT, ", %,.0f a second, %,.0f s left", perSecond, (all - done) / perSecond);
  }
}
