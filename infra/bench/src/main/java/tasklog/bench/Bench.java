package tasklog.bench;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tasklog.bench.queries.QueriesBench;
import tasklog.bench.server.NotMeasurable;
import tasklog.bench.sse.SseBench;
import tasklog.bench.store.StoreBench;
import tasklog.bench.stream.RebuildBench;
import tasklog.bench.stream.StreamBench;
import tasklog.local.StartFailure;

/** What {@code infra/tasklog bench} runs; each measurement is a command of its own. */
@Command(name = "tasklog bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Measures, beside plain inserts on the same server.")
public final class Bench implements Runnable {

  @Spec
  private CommandSpec spec = CommandSpec.create();

  private Bench() {}

  public static void main(String[] args) {
    System.exit(commands(new CommandLine(new Bench()).getOut()).execute(args));
  }

  static CommandLine commands(PrintWriter out) {
    var bench = new CommandLine(new Bench());
    bench.addSubcommand(new StoreBench(out));
    bench.addSubcommand(new RebuildBench(out));
    bench.addSubcommand(new StreamBench(out));
    bench.addSubcommand(new QueriesBench(out));
    bench.addSubcommand(new SseBench(out));
    return bench.setExecutionExceptionHandler(Bench::explain);
  }

  /** What its user can understand is one line; what nobody foresaw is shown whole. */
  private static int explain(Exception exception, CommandLine command, CommandLine.ParseResult arguments)
      throws Exception {
    switch (exception) {
      case StartFailure _,NotMeasurable _ -> {}
      default -> throw exception;
    }
    command.getErr().println("tasklog: " + exception.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(),
        "Say what: bench store, stream, rebuild, queries or sse");
  }
}
