package tasklog.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Short commands of the operating system, run to their end. */
final class Commands {

  private Commands() {}

  /** @throws StartFailure with the command's own words when it fails */
  static void run(List<String> command) {
    var process = start(command);
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) throw new StartFailure(command.getFirst() + " failed: " + output.strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new StartFailure(command.getFirst() + " was interrupted");
    }
  }

  static boolean succeeds(List<String> command) {
    try {
      run(command);
      return true;
    } catch (StartFailure | UncheckedIOException e) {
      return false;
    }
  }

  static void signal(String signal, ProcessHandle process) {
    // The command may find that the process has just ended; that is what it asked for.
    if (process.isAlive()) succeeds(List.of("kill", "-s", signal, Long.toString(process.pid())));
  }

  private static Process start(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true);
      // Neither the user's language nor the zone may decide how a database is made.
      builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
