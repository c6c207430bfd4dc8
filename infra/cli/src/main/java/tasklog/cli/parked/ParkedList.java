package tasklog.cli.parked;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tasklog.cli.console.Shell;
import tasklog.cli.db.Where;
import tasklog.database.Database;

/** Shows whose events are set aside, and why. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Shows of which accounts events are parked, by which view, since when and why.")
final class ParkedList implements Callable<Integer> {

  private static final String OWNERS = """
      SELECT view, owner_id, position, events, created_at, replay_requested_at, replay_requested_by,
             (SELECT reason || ', ' || detail
                FROM parked_event
               WHERE parked_event.view = parked_owner.view AND parked_event.owner_id = parked_owner.owner_id
                 AND reason IS NOT NULL
               ORDER BY parked_event.position
               LIMIT 1) AS why
        FROM parked_owner
       WHERE %s
       ORDER BY view, position
      """.formatted(Which.CONDITION);

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Mixin
  private final Which which = new Which();

  ParkedList(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException {
    var events = 0L;
    var owners = 0L;
    try (var connection = where.target(Database.READ, shell).connect();
        var statement = which.prepare(connection, OWNERS);
        var row = statement.executeQuery()) {
      while (row.next()) {
        owners++;
        events += row.getLong("events");
        shell.say("view %s, owner %s: %d events from position %d on, since %s", row.getString("view"),
            row.getString("owner_id"), row.getLong("events"), row.getLong("position"),
            row.getTimestamp("created_at").toInstant());
        shell.say("  %s", row.getString("why"));
        if (row.getTimestamp("replay_requested_at") != null)
          shell.say("  is being replayed since %s, as %s asked",
              row.getTimestamp("replay_requested_at").toInstant(),
              row.getString("replay_requested_by"));
      }
    }
    shell.say(owners == 0 ? "Nothing is parked" : "%d events are parked, of %d accounts and views", events,
        owners);
    return 0;
  }
}
