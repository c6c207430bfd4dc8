package tasklog.cli.db;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.up.LocalStack;
import tasklog.database.Database;
import tasklog.database.MigrationRefused;

/**
 * Empties a Tasklog as a whole: events, accounts, topics, rows and offsets, which are nothing without each other. Only
 * databases that say of themselves that they are for development or tests are emptied, and only topics of that log.
 */
@Command(name = "reset", mixinStandardHelpOptions = true, description = "Removes all events, accounts, topics, rows and offsets, after it has asked; refuses outside a local or test profile.")
final class DbReset implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Where the topics are; else as TASKLOG_KAFKA_BOOTSTRAP says.")
  private @Nullable String kafka;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  DbReset(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException {
    var log = where.target(Database.LOG, shell);
    var read = where.target(Database.READ, shell);
    for (var target : List.of(log, read)) {
      refuseUnlessDispensable(target);
    }
    var stack = log.folder() == null ? Optional.<LocalStack>empty() : where.local(shell);
    if (stack.isEmpty()) refuseWhileServicesRun(log, read);
    try (var topics = new StreamTopics(kafka(stack))) {
      topics.refuseUnlessOf(log.incarnation(shell.project()));
      shell.say("Everything is removed from %s, %s%s", log.title(), read.title(),
          topics.names().isEmpty() ? "" : " and Kafka: " + String.join(", ", topics.names()));
      shell.confirm(yes, "Remove everything?");
      empty(log, read, () -> {
        stack.ifPresent(LocalStack::stopServices);
        topics.delete();
      });
    } catch (MigrationRefused e) {
      throw new Refusal(e.getMessage());
    }
    stack.ifPresent(this::awaitServices);
    shell.say("All is empty");
    return 0;
  }

  /** The databases last: while they are not committed, another reset finds what it needs. */
  private void empty(Target log, Target read, Runnable others) throws SQLException {
    var ofLog = log.migrations(shell.project());
    var ofRead = read.migrations(shell.project());
    ofLog.empty(() -> ofRead.empty(others::run));
    ofLog.migrate("latest");
    ofRead.migrate("latest");
  }

  private static void refuseUnlessDispensable(Target target) throws SQLException {
    if (!target.isDispensable())
      throw new Refusal(
          "The " + target.name() + " database at " + target.address() + " is not marked as one for"
              + " development or tests, and is not emptied. If it is one, say so to it:"
              + " ALTER DATABASE … SET tasklog.profile = 'local'");
  }

  private static void refuseWhileServicesRun(Target... targets) throws SQLException {
    for (var target : targets) {
      for (var service : target.connectedServices()) {
        throw new Refusal(service + " is running on the " + target.name() + " database; stop it first");
      }
    }
  }

  private String kafka(Optional<LocalStack> stack) {
    return Optional.ofNullable(kafka)
        .or(() -> stack.map(LocalStack::kafka))
        .or(() -> Optional.ofNullable(shell.environment().get("TASKLOG_KAFKA_BOOTSTRAP")))
        .orElseThrow(() -> new Refusal("Where are the topics? Say --kafka or TASKLOG_KAFKA_BOOTSTRAP"));
  }

  private void awaitServices(LocalStack stack) {
    shell.say("The services start again");
    if (!stack.awaitServices(PATIENCE))
      throw new Refusal("The services are not up yet; infra/tasklog up says why");
  }
}
