package tasklog.cli.console;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that {@code infra/tasklog} has built, in another JVM at the same terminal.
 *
 * @param target  where the build has left it
 * @param name    of its jar
 * @param options of its JVM
 */
public record BuiltProgram(Path target, String name, String mainClass, List<String> options) {

  /**
   * Runs it to its end.
   *
   * @param environment beside our own
   * @return its exit status
   * @throws Refusal when it is not built
   */
  public int run(List<String> arguments, Map<String, String> environment) throws InterruptedException {
    try {
      var builder = new ProcessBuilder(commandLine(arguments)).inheritIO();
      builder.environment().putAll(environment);
      var process = builder.start();
      // Ctrl-C reaches both; whatever else ends this JVM ends the other one too.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> {
        process.destroy();
        process.onExit().join();
      }));
      return process.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> commandLine(List<String> arguments) throws IOException {
    var noted = target.resolve("classpath");
    if (!Files.exists(noted)) throw new Refusal(name + " is not built: there is no " + noted);
    var command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dtasklog.target=" + target, "-cp",
        target.resolve(name + ".jar") + File.pathSeparator + Files.readString(noted), mainClass));
    command.addAll(arguments);
    return command;
  }
}
