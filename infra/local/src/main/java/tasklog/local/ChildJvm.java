package tasklog.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Java program in a JVM of its own, of the same Java as this one, with its log and its number in files. */
public record ChildJvm(Path home, String name, List<String> options, String classPath, String mainClass,
    List<String> arguments, Map<String, String> environment) {

  /**
   * Starts it, after whatever an earlier run has left of it has been stopped.
   *
   * @param launcher a command that runs it, as {@code nice}
   */
  public ChildProcess start(String... launcher) {
    try {
      Files.createDirectories(home);
      Leftover.ofJvm(home).ifPresent(Leftover::stopJvm);
      var builder = new ProcessBuilder(command(launcher)).directory(home.toFile()).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      builder.environment().putAll(environment);
      var child = ChildProcess.start(builder, "TERM");
      Files.writeString(pidFile(), Long.toString(child.pid()));
      return child;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path log() {
    return home.resolve(name + ".log");
  }

  private Path pidFile() {
    return home.resolve("pid");
  }

  private List<String> command(String... launcher) {
    var command = new ArrayList<>(List.of(launcher));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // By this a leftover is recognised; near the front, because systems cut long command lines.
    command.add("-Dtasklog.pid=" + pidFile());
    command.addAll(options);
    command.addAll(List.of("-cp", absolute(classPath), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** The child has another working folder than this JVM. */
  private static String absolute(String classPath) {
    return Stream.of(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
