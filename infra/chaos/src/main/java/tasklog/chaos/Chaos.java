package tasklog.chaos;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine;
import tasklog.chaos.projection.ChaosProjection;
import tasklog.chaos.relay.ChaosRelay;
import tasklog.chaos.store.ChaosStore;

/** {@code infra/tasklog chaos}: each subcommand breaks one part, for as long as it is told to. */
@Command(name = "tasklog chaos", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Breaks things on purpose, and checks that what was promised held.")
public final class Chaos implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private Chaos() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Chaos()).addSubcommand(new ChaosStore()).addSubcommand(new ChaosRelay())
        .addSubcommand(new ChaosProjection()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what: chaos store, chaos relay or chaos projection");
  }
}
