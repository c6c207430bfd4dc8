package tasklog.cli.db;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;
import tasklog.cli.console.Shell;

/** The two databases of a Tasklog. */
@Command(name = "db", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Looks after the two databases.")
public final class Db implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private Db() {}

  public static CommandLine commands(Shell shell) {
    return new CommandLine(new Db())
        .addSubcommand(new DbInfo(shell))
        .addSubcommand(new DbNew(shell))
        .addSubcommand(new DbMigrate(shell))
        .addSubcommand(new DbDown(shell))
        .addSubcommand(new DbRestored(shell))
        .addSubcommand(new DbSeed(shell))
        .addSubcommand(new DbReset(shell));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(),
        "Say what: db info, new, migrate, down, restored, seed or reset");
  }
}
