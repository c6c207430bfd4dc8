package tasklog.cli.db;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.up.LocalStack;
import tasklog.database.Database;

/** Which databases a command is about. What is said by an option counts first, then by the environment. */
public final class Where {

  @Option(names = "--data", paramLabel = "FOLDER", description = "Those of the tasklog up on this folder; .tasklog in the project.")
  private @Nullable Path data;

  @Option(names = "--log-url", paramLabel = "URL", description = "JDBC address of the log; user and password from TASKLOG_LOG_DB_USER and _PASSWORD.")
  private @Nullable String logUrl;

  @Option(names = "--read-url", paramLabel = "URL", description = "JDBC address of the read side; user and password from TASKLOG_READ_DB_USER and _PASSWORD.")
  private @Nullable String readUrl;

  /** @throws Refusal when nothing says where it is */
  public Target target(Database database, Shell shell) {
    var given = Optional.ofNullable(database == Database.LOG ? logUrl : readUrl);
    var prefix = "TASKLOG_" + database + "_DB_";
    if (data == null) {
      var url = given.or(() -> Optional.ofNullable(shell.environment().get(prefix + "URL")));
      if (url.isPresent())
        return new Target(database, url.get(), shell.environment().getOrDefault(prefix + "USER", ""),
            shell.environment().getOrDefault(prefix + "PASSWORD", ""), null);
    }
    return local(shell).map(stack -> new Target(database,
        given.orElse(database == Database.LOG ? stack.logUrl() : stack.readUrl()), stack.user(),
        stack.password(),
        stack.folder()))
        .orElseThrow(
            () -> new Refusal("No " + database.name().toLowerCase(Locale.ROOT) + " database is known: "
                + "start one with infra/tasklog up, or name one with --"
                + database.name().toLowerCase(Locale.ROOT)
                + "-url or " + prefix + "URL"));
  }

  List<Target> targets(Shell shell) {
    return Stream.of(Database.values()).map(database -> target(database, shell)).toList();
  }

  public Optional<LocalStack> local(Shell shell) {
    return LocalStack
        .in(data == null ? LocalStack.defaultFolder(shell.project()) : data.toAbsolutePath().normalize());
  }
}
