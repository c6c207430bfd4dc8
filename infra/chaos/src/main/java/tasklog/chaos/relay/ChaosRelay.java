package tasklog.chaos.relay;

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

/** Relays that take over from each other, while they, Kafka and PostgreSQL are killed. */
@Command(name = "relay", mixinStandardHelpOptions = true, exitCodeListHeading = "Exit status:%n", exitCodeList = {
    "0:the stream is exact", "1:it is not", "2:it was called in a wrong way"}, description = {
        "Relays a log that is being written with two processes, kills and pauses the one that leads, PostgreSQL and "
            + "Kafka (kill -9, SIGSTOP) at moments that the seed decides, and compares what readers saw with the log.",
        "Brings its own PostgreSQL and Kafka, and takes them away again."})
public final class ChaosRelay implements Callable<Integer> {

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--kills", defaultValue = "200", description = "Of all kinds together; ${DEFAULT-VALUE}.")
  private int kills;

  @Option(names = "--brokers", defaultValue = "1", description = "1, or 3 that replicate; ${DEFAULT-VALUE}.")
  private int brokers;

  @Option(names = "--minutes", defaultValue = "600", description = "Ends with what was done by then; ${DEFAULT-VALUE}.")
  private int minutes;

  @Option(names = "--seed", description = "Of an earlier run, for the same kills.")
  private @Nullable Long seed;

  @Option(names = "--result", paramLabel = "FILE", description = "Where the result goes as JSON; infra/chaos/target/relay.json.")
  private @Nullable Path result;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    var commandLine = Objects.requireNonNull(spec).commandLine();
    if (kills < 1 || brokers != 1 && brokers != 3)
      throw new ParameterException(commandLine, "--kills has to be positive, --brokers 1 or 3");
    var out = commandLine.getOut();
    var plan = new RelayPlan(kills, brokers,
        Objects.requireNonNullElseGet(seed, () -> ThreadLocalRandom.current().nextLong(1_000_000)),
        Duration.ofMinutes(minutes));
    var folder = RunFolder.of("relay", plan.seed(), out);
    RelayReport report;
    try (var progress = Progress.of(kills, "kills", commandLine.getErr())) {
      report = new RelayRun(plan, folder.path(), progress::reached).run();
    }
    tell(report, out);
    return folder.end(report, report.isClean(), result, out);
  }

  private static void tell(RelayReport report, PrintWriter out) {
    report.standstills().forEach((kind, all) -> out.printf(
        "%-25s %4d times; then the stream stood still for %5.2f s in the median, at most for %s%n", kind,
        all.size(), Standstill.seconds(all.get(all.size() / 2).whole()), all.getLast()));
    out.printf("%d events and %d kills in %.0f s, %d brokers%n", report.events(), report.kills(),
        report.seconds(),
        report.plan().brokers());
    out.println("Read while it was written: " + report.whileRead());
    out.println("Read again at the end:     " + report.readAgain());
    out.println(report.isClean() ? "Each position once, and in order" : "BROKEN: the stream is not exact");
    out.flush();
  }
}
