package tasklog.cli.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.up.LocalStack;
import tasklog.database.Database;

/**
 * Tells a log that was put back to an older state that it is another one from now on, so that nothing which was made from
 * the lost events is taken for its own: no topic, no row, no token.
 */
@Command(name = "restored", mixinStandardHelpOptions = true, description = "After a backup of the log was restored: shows what the log holds and what follows, asks, and gives the log a new incarnation.")
final class DbRestored implements Callable<Integer> {

  private static final String LOG = """
      SELECT l.incarnation, coalesce(e.position, 0), e.recorded_at
        FROM log l
        LEFT JOIN LATERAL (SELECT position, recorded_at FROM event ORDER BY position DESC LIMIT 1) e ON true""";

  private static final String RENEW = """
      UPDATE log SET incarnation = gen_random_uuid() WHERE incarnation = ? RETURNING incarnation""";

  private static final String CONSEQUENCES = """
      What follows:
        The relay continues no topic of the old incarnation. Set TASKLOG_STREAM_GENERATION to the next number for all
        services: the log is published anew, from its first event on, and integrators begin again there.
        The read side takes no event of another log. Empty it before its services start:
          infra/tasklog db down --service projection --to 0, then infra/tasklog db migrate --service projection
        A Consistency-Token of the old incarnation is refused, and a version that is gone is no version (412).""";

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  DbRestored(Shell shell) {
    this.shell = shell;
  }

  private record Log(UUID incarnation, long head, @Nullable OffsetDateTime recordedAt) {}

  @Override
  public Integer call() throws SQLException {
    var target = where.target(Database.LOG, shell);
    target.connect().close();
    if (target.migrations(shell.project()).applied().isEmpty())
      throw new Refusal("There is no log at " + target.address());
    var stack = target.folder() == null ? Optional.<LocalStack>empty() : where.local(shell);
    if (stack.isEmpty()) refuseWhileServicesRun(target);
    var log = read(target);
    shell.say(target.title());
    shell.say("  incarnation %s", log.incarnation());
    shell.say(log.head() == 0 ? "  no events" : "  events up to position %d, recorded %s", log.head(),
        String.valueOf(log.recordedAt()));
    shell.say(CONSEQUENCES);
    shell.confirm(yes, "Was it restored, and shall it become another log?");
    shell.say("It is log %s now", renew(target, log, stack));
    return 0;
  }

  private static void refuseWhileServicesRun(Target target) throws SQLException {
    for (var service : target.connectedServices()) {
      throw new Refusal(service + " is running on the log, and would go on with what it knows of the old one;"
          + " stop every instance first");
    }
  }

  private static Log read(Target target) throws SQLException {
    try (var connection = target.connect();
        var row = connection.createStatement().executeQuery(LOG)) {
      if (!row.next()) throw new Refusal("The log at " + target.address() + " has lost its incarnation");
      var recorded = row.getObject(3, OffsetDateTime.class);
      return new Log(row.getObject(1, UUID.class), row.getLong(2),
          recorded == null ? null : recorded.withOffsetSameInstant(ZoneOffset.UTC));
    }
  }

  /** Under the lock of appends; of two that do it at once, one has come too late. */
  private static UUID renew(Target target, Log log, Optional<LocalStack> stack) throws SQLException {
    try (var connection = target.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("SELECT lock_log()");
      if (stack.isEmpty()) refuseWhileServicesRun(target);
      stack.ifPresent(LocalStack::stopServices);
      var renewed = renew(connection, log);
      connection.commit();
      return renewed;
    }
  }

  private static UUID renew(Connection connection, Log log) throws SQLException {
    try (var statement = connection.prepareStatement(RENEW)) {
      statement.setObject(1, log.incarnation());
      try (var row = statement.executeQuery()) {
        if (!row.next()) throw new Refusal("Somebody else has given it a new incarnation meanwhile");
        return row.getObject(1, UUID.class);
      }
    }
  }
}
