package tasklog.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Time of the processors that this process has used, and all that it has started: servers and their sessions too. On a
 * machine that others use as well it says more than a clock. 0 where there is no {@code /proc}.
 */
public final class Processor {

  /** Of Linux, on every machine that runs Java. */
  private static final double TICKS_A_SECOND = 100;

  /** Behind the name, which may have spaces: user, system, and both of children that have ended. */
  private static final int FIRST = 11;

  private Processor() {}

  /** A process that ends while they are added up counts for its parent only from then on: it would be lost. */
  public static double seconds() {
    while (true) {
      var processes = processes();
      long ticks = processes.stream().mapToLong(Processor::ticks).sum();
      if (processes.equals(processes())) return ticks / TICKS_A_SECOND;
    }
  }

  private static Set<Long> processes() {
    return Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
        .map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  private static long ticks(long process) {
    try {
      var line = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      var words = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return LongStream.range(FIRST, FIRST + 4).map(index -> Long.parseLong(words[(int) index])).sum();
    } catch (IOException _) {
      return 0; // it has just ended
    }
  }
}
