package tasklog.chaos.store;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
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
import tasklog.chaos.store.Fault.DatabaseKilled;
import tasklog.chaos.store.Fault.WriterKilled;
import tasklog.chaos.store.Turn.Outcome;

/** Processes that append to one log under contention, while they and PostgreSQL are killed. */
@Command(name = "store", mixinStandardHelpOptions = true, exitCodeListHeading = "Exit status:%n", exitCodeList = {
    "0:every promise was kept", "1:one was broken", "2:it was called in a wrong way"}, description = {
        "Appends to one log from several processes that contend for the same tags, kills them and PostgreSQL (kill -9) "
            + "at moments that the seed decides, and compares what is stored with what they were told.",
        "Brings its own PostgreSQL, durable, and takes it away again."})
public final class ChaosStore implements Callable<Integer> {

  private static final int ATTEMPTS_FOR_A_KILL = 5_000;
  private static final int TOLD = 20;

  @Spec
  private @Nullable CommandSpec spec;

  @Option(names = "--attempts", defaultValue = "100000", description = "Appends to be tried; ${DEFAULT-VALUE}.")
  private int attempts;

  @Option(names = "--processes", defaultValue = "2", description = "JVMs that append; ${DEFAULT-VALUE}.")
  private int processes;

  @Option(names = "--seed", description = "Of an earlier run, for the same tags and the same moments.")
  private @Nullable Long seed;

  @Option(names = "--kill-writer", paramLabel = "TIMES", description = "How often a writer is killed; once for each "
      + ATTEMPTS_FOR_A_KILL + " attempts.")
  private @Nullable Integer writerKills;

  @Option(names = "--kill-database", paramLabel = "TIMES", description = "How often PostgreSQL is killed; as often.")
  private @Nullable Integer databaseKills;

  @Option(names = "--result", paramLabel = "FILE", description = "Where the result goes as JSON; infra/chaos/target/store.json.")
  private @Nullable Path result;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    var commandLine = Objects.requireNonNull(spec).commandLine();
    if (attempts < 1 || processes < 1)
      throw new ParameterException(commandLine, "--attempts and --processes have to be positive");
    var out = commandLine.getOut();
    var plan = plan();
    var folder = RunFolder.of("store", plan.seed(), out);
    Report report;
    try (var progress = Progress.of(attempts, "attempts settled", commandLine.getErr())) {
      report = new StoreRun(plan, folder.path(), progress::reached).run();
    }
    tell(report, out);
    return folder.end(report, report.violations().isEmpty(), result, out);
  }

  private StorePlan plan() {
    int kills = Math.ceilDiv(attempts, ATTEMPTS_FOR_A_KILL);
    return new StorePlan(attempts, processes,
        Objects.requireNonNullElseGet(seed, () -> ThreadLocalRandom.current().nextLong(1_000_000)),
        Objects.requireNonNullElse(writerKills, kills), Objects.requireNonNullElse(databaseKills, kills));
  }

  private static void tell(Report report, PrintWriter out) {
    out.printf("%d attempts of %d processes in %.1f s; %d times a writer was killed, %d times PostgreSQL%n",
        report.plan().attempts(), report.plan().processes(), report.seconds(),
        report.killed(WriterKilled.class), report.killed(DatabaseKilled.class));
    out.printf("%d appends acknowledged (%d events in the log), %d refused by contention%n",
        report.turns(Outcome.STORED), report.events(), report.turns(Outcome.REFUSED));
    out.printf("%d of unknown outcome and %d cut short by a kill, of which a retry has found %d stored; "
        + "%d refused while the database was away%n", report.turns(Outcome.UNKNOWN),
        report.turns(Outcome.BEGUN), report.turns(Outcome.FOUND), report.turns(Outcome.UNAVAILABLE));
    report.violations().stream().limit(TOLD)
        .forEach(violation -> out.println("BROKEN " + violation.promise() + ": " + violation.what()));
    out.println(report.violations().isEmpty()
        ? "Every promise was kept"
        : report.violations().size() + " times a promise was broken");
    out.flush();
  }
}
