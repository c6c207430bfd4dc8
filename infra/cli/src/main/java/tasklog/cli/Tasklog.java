package tasklog.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tasklog.cli.imports.Import;
import tasklog.cli.up.Up;
import tasklog.local.StartFailure;

/** The one command-line tool; each subcommand is a class of its own. */
@Command(name = "tasklog", mixinStandardHelpOptions = true, version = "tasklog 0.1.0", synopsisSubcommandLabel = "COMMAND")
public final class Tasklog {

  private Tasklog() {}

  public static void main(String[] args) {
    // The script says where the project is, whatever folder it is called from.
    var root = Path.of(System.getProperty("tasklog.root", "")).toAbsolutePath();
    var tasklog = new CommandLine(new Tasklog());
    tasklog.addSubcommand(new Up(root, tasklog.getOut()));
    tasklog.addSubcommand(new Import(System.in, tasklog.getOut(), tasklog.getErr()));
    tasklog.setExecutionExceptionHandler(Tasklog::explain);
    System.exit(tasklog.execute(args));
  }

  /** What its user can understand is one line; what nobody foresaw is shown whole. */
  private static int explain(Exception exception, CommandLine command, CommandLine.ParseResult arguments)
      throws Exception {
    if (!(exception instanceof StartFailure)) throw exception;
    command.getErr().println("tasklog: " + exception.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}
