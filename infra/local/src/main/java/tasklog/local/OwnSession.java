package tasklog.local;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts a command in a session of its own, so that a Ctrl-C in the terminal reaches only the owner of the
 * children, who then stops them in order. setsid is part of every Linux, perl of every macOS; both exec, so that
 * the process keeps its id.
 */
final class OwnSession {

  private static final List<String> PREFIX = prefix();

  private OwnSession() {}

  static List<String> of(List<String> command) {
    return Stream.concat(PREFIX.stream(), command.stream()).toList();
  }

  private static List<String> prefix() {
    if (onPath("setsid")) return List.of("setsid");
    if (onPath("perl"))
      return List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec {$ARGV[0]} @ARGV or die");
    return List.of();
  }

  static boolean onPath(String program) {
    var folders = new ArrayList<>(
        List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)));
    return folders.stream().anyMatch(folder -> new File(folder, program).canExecute());
  }
}
