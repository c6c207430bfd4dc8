package tasklog.cli.republish;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tasklog.cli.console.BuiltProgram;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.up.LocalStack;

/** Publishes the log as a new generation. It is a command service's own relay that does it, with its settings. */
@Command(name = "republish", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Publishes the whole log as another generation of the topics, beside the services that publish theirs; shows what it "
        + "will do and asks. Compares the topic with the log at the end. Stopped, it goes on when it is called again.",
    "Log, Kafka and topics are those of the local stack, or what the variables of command-service say.", ""})
public final class Republish implements Callable<Integer> {

  private static final String PROGRAM = "tasklog.command.relay.Republish";

  private static final String NEXT = """
      What is next:
        Events that come now are published on it by the first command-service with TASKLOG_STREAM_GENERATION=%1$d.
        Give it to all of them, one after the other: while some still have the old one, both generations go on.
        Then give it to projection-service: it reads the new topics from their beginning over the rows that it has.
        Queries go on; those that wait for a write do so until it has come so far.
        Integrators begin on the new topic when they like, as long as one command-service publishes the old one.""";

  private final Shell shell;

  @Option(names = "--generation", required = true, paramLabel = "N", description = "The new one, as a rule one more than the last.")
  private int generation;

  @Option(names = "--partitions", paramLabel = "NUMBER", description = "Of its events topic, when it is made; as TASKLOG_STREAM_PARTITIONS says.")
  private @Nullable Integer partitions;

  @Option(names = "--data", paramLabel = "FOLDER", description = "That of the local stack; .tasklog in the project.")
  private @Nullable Path data;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  public Republish(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    var program = new BuiltProgram(shell.project().resolve("command-service").resolve("target"),
        "command-service",
        PROGRAM, List.of("-Xmx512m"));
    int status = program.run(arguments(), environment());
    if (status == 0) shell.say(NEXT.formatted(generation));
    return status;
  }

  private List<String> arguments() {
    var arguments = new ArrayList<>(
        List.of("--tasklog.stream.generation=" + generation, "--logging.level.root=WARN"));
    if (partitions != null) arguments.add("--tasklog.stream.partitions=" + partitions);
    if (yes) arguments.add("--yes");
    return arguments;
  }

  private Map<String, String> environment() {
    if (data == null && shell.environment().containsKey("TASKLOG_LOG_DB_URL")) return Map.of();
    return LocalStack.in(data == null ? LocalStack.defaultFolder(shell.project()) : data)
        .map(LocalStack::commandEnvironment)
        .orElseThrow(() -> new Refusal("No log is known: start one with infra/tasklog up, or name one with "
            + "TASKLOG_LOG_DB_URL"));
  }
}
