package tasklog.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A small shell that waits for the end of this JVM, however it ends ({@code kill -9} included), and then stops a
 * process or removes a folder. It notices the end by its standard input, whose other end only this JVM holds.
 */
public final class ParentWatch {

  /** $1: process, $2: signal or empty, $3: folder or empty. The process gets ten seconds to end. */
  private static final String SCRIPT = """
      read -r _
      [ -z "$2" ] || kill -s "$2" "$1"
      tries=0
      while kill -s 0 "$1" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
      [ -z "$2" ] || kill -s KILL "$1"
      [ -z "$3" ] || rm -rf -- "$3"
      """;

  private final Process shell;

  private ParentWatch(Process shell) {
    this.shell = shell;
  }

  /** Removes the folder when this JVM has ended, and the process that writes into it too. */
  public static void remove(Path folder, long writer) {
    start(writer, "", folder.toAbsolutePath().toString());
  }

  static ParentWatch stop(long pid, String signal) {
    return start(pid, signal, "");
  }

  private static ParentWatch start(long pid, String signal, String folder) {
    var command = OwnSession.of(List.of("sh", "-c", SCRIPT, "tasklog-watch", "" + pid, signal, folder));
    var quiet = ProcessBuilder.Redirect.DISCARD;
    try {
      return new ParentWatch(new ProcessBuilder(command).redirectOutput(quiet).redirectError(quiet).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was watched has ended: its number may soon be that of another process. */
  void end() {
    shell.destroyForcibly();
  }
}
