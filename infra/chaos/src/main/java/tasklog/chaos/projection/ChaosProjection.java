package tasklog.chaos.projection;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tasklog.chaos.console.Progress;
import tasklog.chaos.console.RunFolder;

/** Instances of projection-service that take over from each other, while they, Kafka and their database are killed. */
@Command(name = "projection", mixinStandardHelpOptions = true, exitCodeListHeading = "Exit status:%n", exitCodeList = {
    "0:every event was applied once", "1:not so, or an instance ailed",
    "2:it was called in a wrong way"}, description = {
        "Projects a log that is being written with several instances of projection-service; kills them, Kafka and "
            + "PostgreSQL of the read side (kill -9), pauses instances (SIGSTOP) and lets them leave and come back, at "
            + "moments that the seed decides. The database notes what was applied; all rows are compared with the log.",
        "Brings its own PostgreSQL and Kafka, and takes them away again."})
public final class ChaosProjection implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--kills", defaultValue = "100", description = "Of all kinds together; ${DEFAULT-VALUE}.")
  private int kills;

  @Option(names = "--instances", defaultValue = "2", description = "Of projection-service, 2 to 4; ${DEFAULT-VALUE}.")
  private int instances;

  @Option(names = "--seed", description = "Of an earlier run, for the same kills.")
  private @Nullable Long seed;

  @Option(names = "--result", paramLabel = "FILE", description = "Where the result goes as JSON; infra/chaos/target/projection.json.")
  private @Nullable Path result;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    var commandLine = Objects.requireNonNull(spec).commandLine();
    if (kills < 1 || instances < 2 || instances > 4)
      throw new ParameterException(commandLine, "--kills has to be positive, --instances 2 to 4");
    var out = commandLine.getOut();
    var plan = new ProjectionPlan(kills, instances,
        Objects.requireNonNullElseGet(seed, () -> ThreadLocalRandom.current().nextLong(1_000_000)));
    var folder = RunFolder.of("projection", plan.seed(), out);
    ProjectionReport report;
    try (var progress = Progress.of(kills, "kills", commandLine.getErr())) {
      report = new ProjectionRun(plan, folder.path(), folder.project(), progress::reached).run();
    }
    tell(report, out);
    return folder.end(report, report.isClean(), result, out);
  }

  private static void tell(ProjectionReport report, PrintWriter out) {
    report.pauses().forEach((kind, pauses) -> out.printf(
        "%-28s %4d times; then rows stood still for %5.2f s in the median, %5.2f s at most%n", kind,
        pauses.size(), seconds(pauses.get(pauses.size() / 2)), seconds(pauses.getLast())));
    out.printf("%d events in %.0f s, %d instances, %d times ailing%n", report.events(), report.seconds(),
        report.plan().instances(), report.ailing());
    out.println("What the database has noted: " + report.findings());
    report.verified().forEach(verified -> out.println("Rows compared with the log: " + verified));
    out.println(report.isClean()
        ? "Each event once, and all rows as the log has it"
        : "BROKEN: not every event was applied once, or an instance ailed");
    out.flush();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1_000.0;
  }
}
