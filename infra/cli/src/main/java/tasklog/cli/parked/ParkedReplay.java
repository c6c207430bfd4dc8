package tasklog.cli.parked;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.db.Target;
import tasklog.cli.db.Where;
import tasklog.database.Database;

/**
 * Has what is set aside applied by the service itself: it marks the owners in the table, any instance of the service does
 * it, and the tool watches. Nobody has to reach an instance, and a tool that ends early leaves nothing half done.
 */
@Command(name = "replay", mixinStandardHelpOptions = true, description = "Has parked events applied by the running service, in their order, and waits for it; ends with 1 when some stay parked.")
final class ParkedReplay implements Callable<Integer> {

  private static final String REQUEST = """
      UPDATE parked_owner
         SET replay_requested_at = now(), replay_requested_by = ?, updated_at = now()
       WHERE view = ? AND owner_id = ?
      """;

  private static final String OWNERS = """
      SELECT view, owner_id, events FROM parked_owner WHERE %s ORDER BY view, position
      """.formatted(Which.CONDITION);

  private static final String TELL = "SELECT pg_notify('projection_parked', '')";

  private static final String LEFT = """
      SELECT events, replay_requested_at IS NOT NULL AS goes_on, position,
             (SELECT reason || ', ' || detail
                FROM parked_event
               WHERE parked_event.view = parked_owner.view AND parked_event.owner_id = parked_owner.owner_id
                 AND reason IS NOT NULL
               ORDER BY parked_event.position
               LIMIT 1) AS why
        FROM parked_owner
       WHERE view = ? AND owner_id = ?
      """;

  private record Owner(String view, UUID id, long events) {}

  /** How it stands with an owner; no events when all are applied. */
  private record Left(Owner owner, long events, boolean goesOn, long position, @Nullable String why) {}

  private static final Duration MOMENT = Duration.ofMillis(200);

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Mixin
  private final Which which = new Which();

  @Option(names = "--by", paramLabel = "NAME", description = "Who asks; the user of this machine when nothing is said.")
  private String by = System.getProperty("user.name", "unknown");

  @Option(names = "--patience", paramLabel = "SECONDS", defaultValue = "60", description = "Gives up watching when nothing has moved for so long; ${DEFAULT-VALUE}. The service goes on.")
  private long patience;

  ParkedReplay(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException, InterruptedException {
    var target = where.target(Database.READ, shell);
    refuseWithoutService(target);
    try (var connection = target.connect()) {
      var owners = owners(connection);
      if (owners.isEmpty()) {
        shell.say("Nothing is parked there");
        return 0;
      }
      shell.say("Replaying %d events, of %d accounts and views",
          owners.stream().mapToLong(Owner::events).sum(),
          owners.size());
      request(connection, owners);
      return tell(await(connection, owners));
    }
  }

  private static void refuseWithoutService(Target target) throws SQLException {
    if (!target.connectedServices().contains("projection-service"))
      throw new Refusal(
          "No projection-service is running on the read database, and it is what replays; start it");
  }

  private List<Owner> owners(Connection connection) throws SQLException {
    try (var statement = which.prepare(connection, OWNERS); var row = statement.executeQuery()) {
      var owners = new ArrayList<Owner>();
      while (row.next()) {
        owners.add(
            new Owner(row.getString("view"), row.getObject("owner_id", UUID.class), row.getLong("events")));
      }
      return owners;
    }
  }

  private void request(Connection connection, List<Owner> owners) throws SQLException {
    try (var statement = connection.prepareStatement(REQUEST)) {
      for (var owner : owners) {
        statement.setString(1, by);
        statement.setString(2, owner.view());
        statement.setObject(3, owner.id());
        statement.executeUpdate();
      }
    }
    try (var statement = connection.createStatement()) {
      statement.execute(TELL);
    }
  }

  /** Until none goes on. */
  private List<Left> await(Connection connection, List<Owner> owners)
      throws SQLException, InterruptedException {
    var all = owners.stream().mapToLong(Owner::events).sum();
    var before = Long.MIN_VALUE;
    var moved = System.nanoTime();
    try (var bar = bar(all)) {
      while (true) {
        var left = left(connection, owners);
        var open = left.stream().mapToLong(Left::events).sum();
        if (bar != null) bar.stepTo(Math.max(0, all - open));
        if (left.stream().noneMatch(Left::goesOn)) return left;
        if (open != before) moved = System.nanoTime();
        before = open;
        if (System.nanoTime() - moved > Duration.ofSeconds(patience).toNanos())
          throw new Refusal("Nothing has moved for " + patience + " s, " + open
              + " events are left; the service goes on"
              + " when it can. Copies on the dead-letter topic come first, which need Kafka; its log says more");
        Thread.sleep(MOMENT);
      }
    }
  }

  private static @Nullable ProgressBar bar(long all) {
    var console = System.console();
    return console == null || !console.isTerminal()
        ? null
        : new ProgressBarBuilder().setTaskName("Replaying").setInitialMax(all).setUnit(" events", 1)
            .setStyle(ProgressBarStyle.ASCII).setUpdateIntervalMillis(200).build();
  }

  private static List<Left> left(Connection connection, List<Owner> owners) throws SQLException {
    var left = new ArrayList<Left>();
    try (var statement = connection.prepareStatement(LEFT)) {
      for (var owner : owners) {
        statement.setString(1, owner.view());
        statement.setObject(2, owner.id());
        try (var row = statement.executeQuery()) {
          left.add(row.next()
              ? new Left(owner, row.getLong("events"), row.getBoolean("goes_on"), row.getLong("position"),
                  row.getString("why"))
              : new Left(owner, 0, false, 0, null));
        }
      }
    }
    return left;
  }

  private int tell(List<Left> left) {
    var parked = left.stream().filter(one -> one.events() > 0).toList();
    parked.forEach(one -> shell.say("view %s, owner %s: %d events from position %d on stay parked%n  %s",
        one.owner().view(), one.owner().id(), one.events(), one.position(), String.valueOf(one.why())));
    shell.say("%d of %d accounts and views have all their events", left.size() - parked.size(), left.size());
    return parked.isEmpty() ? 0 : 1;
  }
}
