package tasklog.cli.parked;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tasklog.cli.console.Shell;

/** Events that a view could not apply, and those behind them. */
@Command(name = "parked", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Looks after events that a view could not apply and has set aside.")
public final class Parked implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private Parked() {}

  public static CommandLine commands(Shell shell) {
    return new CommandLine(new Parked())
        .addSubcommand(new ParkedList(shell))
        .addSubcommand(new ParkedShow(shell))
        .addSubcommand(new ParkedReplay(shell))
        .addSubcommand(new ParkedDrop(shell));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what: parked list, show, replay or drop");
  }
}
