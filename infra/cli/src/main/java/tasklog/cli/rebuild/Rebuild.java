package tasklog.cli.rebuild;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tasklog.cli.console.BuiltProgram;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.up.LocalStack;
import tasklog.local.Program;

/** Makes read tables again while they are used. It is projection-service's own code that does it, with its settings. */
@Command(name = "rebuild", mixinStandardHelpOptions = true, sortOptions = false, description = {
    "Makes the tables of views again from the topic, beside those that are in use, compares them and puts them in their "
        + "place. The services go on. Stopped, it goes on when it is called again.",
    "Database, Kafka and topic are those of the local stack, or what the variables of projection-service say.",
    ""})
public final class Rebuild implements Callable<Integer> {

  private static final String PROGRAM = "tasklog.projection.feed.rebuild.RebuildProgram";

  private static final List<String> OPTIONS = List.of("-Xmx768m", "-XX:+UseParallelGC");

  private final Shell shell;

  @Parameters(paramLabel = "VIEW", arity = "0..*", description = "task (with the tags of tasks), tag, history; all of them, when nothing is said.")
  private List<String> views = new ArrayList<>();

  @Option(names = "--accept-differences", description = "Replaces rows by others, as after a repair; else it asks, or leaves them.")
  private boolean acceptDifferences;

  @Option(names = "--abort", description = "Only removes what earlier calls have made and not put in place.")
  private boolean abort;

  @Option(names = "--data", paramLabel = "FOLDER", description = "That of the local stack; .tasklog in the project.")
  private @Nullable Path data;

  public Rebuild(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    var environment = environment();
    var target = shell.project().resolve("projection-service").resolve("target");
    var program = Program.of("projection-service", target).another("rebuild");
    Program.Run run = options -> new BuiltProgram(target, "projection-service", PROGRAM, options)
        .run(arguments(), environment);
    // What only removes tables is not worth remembering.
    return abort
        ? run.run(program.starting(OPTIONS))
        : program.run(target.resolve("recording"), OPTIONS, run);
  }

  private List<String> arguments() {
    var arguments = new ArrayList<>(views);
    if (acceptDifferences) arguments.add("--accept-differences");
    if (abort) arguments.add("--abort");
    return arguments;
  }

  private Map<String, String> environment() {
    if (data == null && shell.environment().containsKey("TASKLOG_READ_DB_URL")) return Map.of();
    return LocalStack.in(data == null ? LocalStack.defaultFolder(shell.project()) : data)
        .map(LocalStack::projectionEnvironment)
        .orElseThrow(
            () -> new Refusal("No read database is known: start one with infra/tasklog up, or name one "
                + "with TASKLOG_READ_DB_URL"));
  }
}
