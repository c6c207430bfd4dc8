package tasklog.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import tasklog.cli.console.Confirmation;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.db.Db;
import tasklog.cli.imports.Import;
import tasklog.cli.rebuild.Rebuild;
import tasklog.cli.republish.Republish;
import tasklog.cli.parked.Parked;
import tasklog.cli.tail.Tail;
import tasklog.cli.up.Up;
import tasklog.cli.verify.Verify;
import tasklog.database.MigrationRefused;
import tasklog.local.StartFailure;

/** The one command-line tool; each subcommand is a class of its own. */
@Command(name = "tasklog", mixinStandardHelpOptions = true, version = "tasklog 0.1.0", synopsisSubcommandLabel = "COMMAND")
public final class Tasklog {

  private Tasklog() {}

  public static void main(String[] args) {
    // The script says where the project is, whatever folder it is called from.
    var project = Path.of(System.getProperty("tasklog.root", "")).toAbsolutePath();
    var out = new CommandLine(new Tasklog()).getOut();
    System.exit(commands(new Shell(project, System.getenv(), out, Confirmation.atTerminal())).execute(args));
  }

  public static CommandLine commands(Shell shell) {
    var tasklog = new CommandLine(new Tasklog());
    tasklog.addSubcommand(new Up(shell.project(), shell.out(), shell.confirmation()));
    tasklog.addSubcommand(Db.commands(shell));
    tasklog.addSubcommand(new Import(System.in, shell.out(), tasklog.getErr()));
    tasklog.addSubcommand(new Tail(shell.project(), shell.out()));
    tasklog.addSubcommand(new Republish(shell));
    tasklog.addSubcommand(new Rebuild(shell));
    tasklog.addSubcommand("bench", ModuleProgram.command(shell, "bench", "tasklog.bench.Bench",
        "Measures, beside plain inserts on the same server.", "-Xmx1g", "-XX:+UseParallelGC"));
    tasklog.addSubcommand(Parked.commands(shell));
    tasklog.addSubcommand(new Verify(shell));
    tasklog.addSubcommand("chaos", ModuleProgram.command(shell, "chaos", "tasklog.chaos.Chaos",
        "Breaks things on purpose, and checks that what was promised held.", "-Xmx512m"));
    tasklog.setCaseInsensitiveEnumValuesAllowed(true);
    tasklog.setExecutionExceptionHandler(Tasklog::explain);
    return tasklog;
  }

  /** What its user can understand is one line; what nobody foresaw is shown whole. */
  private static int explain(Exception exception, CommandLine command, CommandLine.ParseResult arguments)
      throws Exception {
    switch (exception) {
      case StartFailure _,Refusal _,MigrationRefused _ -> {}
      default -> throw exception;
    }
    command.getErr().println("tasklog: " + exception.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }
}
