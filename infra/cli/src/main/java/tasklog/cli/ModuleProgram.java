package tasklog.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;

/**
 * A program in a module of its own, which {@code infra/tasklog} builds when it is asked for. It runs in another JVM at
 * the same terminal; its arguments, its help and its exit status are its own.
 */
@Command
final class ModuleProgram implements Callable<Integer> {

  private final String name;
  private final Path target;
  private final String mainClass;
  private final List<String> options;

  @Unmatched
  private final List<String> arguments = new ArrayList<>();

  private ModuleProgram(String name, Path target, String mainClass, List<String> options) {
    this.name = name;
    this.target = target;
    this.mainClass = mainClass;
    this.options = options;
  }

  /** @param options of its JVM */
  static CommandLine command(Shell shell, String module, String mainClass, String description,
      String... options) {
    var target = shell.project().resolve("infra").resolve(module).resolve("target");
    var command = new CommandLine(new ModuleProgram(module, target, mainClass, List.of(options)));
    command.getCommandSpec().usageMessage().description(description);
    return command.setStopAtUnmatched(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      var process = new ProcessBuilder(commandLine()).inheritIO().start();
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

  private List<String> commandLine() throws IOException {
    var noted = target.resolve("classpath");
    if (!Files.exists(noted)) throw new Refusal(name + " is not built: there is no " + noted);
    var command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(options);
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Dtasklog.target=" + target, "-cp",
        target.resolve(name + ".jar") + ":" + Files.readString(noted), mainClass));
    command.addAll(arguments);
    return command;
  }
}
