package tasklog.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import picocli.CommandLine;
import tasklog.cli.console.BuiltProgram;
import tasklog.cli.console.Shell;

/**
 * A program in a module of its own, which {@code infra/tasklog} builds when it is asked for. Its arguments, its help and
 * its exit status are its own.
 */
@Command
final class ModuleProgram implements Callable<Integer> {

  private final BuiltProgram program;

  @Unmatched
  private final List<String> arguments = new ArrayList<>();

  private ModuleProgram(BuiltProgram program) {
    this.program = program;
  }

  /** @param options of its JVM */
  static CommandLine command(Shell shell, String module, String mainClass, String description,
      String... options) {
    var target = shell.project().resolve("infra").resolve(module).resolve("target");
    var program = new BuiltProgram(target, module, mainClass, List.of(options));
    var command = new CommandLine(new ModuleProgram(program));
    command.getCommandSpec().usageMessage().description(description);
    return command.setStopAtUnmatched(true);
  }

  @Override
  public Integer call() throws InterruptedException {
    return program.run(arguments, Map.of());
  }
}
