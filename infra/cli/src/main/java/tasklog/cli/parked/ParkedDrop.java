package tasklog.cli.parked;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.cli.db.Where;
import tasklog.database.Database;

/** Gives up an append that is set aside: it is kept, whole, with who, when and why, where no replay finds it. */
@Command(name = "drop", mixinStandardHelpOptions = true, description = "Gives up the append of a parked event in one view, for ever, after it has asked; keeps who did it, when and why.")
final class ParkedDrop implements Callable<Integer> {

  private static final String LOCK = """
      SELECT owner_id, commit
        FROM parked_owner
        JOIN parked_event USING (view, owner_id)
       WHERE view = ? AND parked_event.position = ?
         FOR UPDATE OF parked_owner
      """;

  private static final String APPEND = """
      SELECT count(*) AS events, min(position) AS first, max(position) AS last,
             count(*) FILTER (WHERE copied_at IS NULL) AS uncopied,
             (SELECT count(*) FROM parked_event AS later
               WHERE later.view = ? AND later.owner_id = ? AND later.commit > ?) AS behind
        FROM parked_event
       WHERE view = ? AND owner_id = ? AND commit = ?
      """;

  private static final String KEEP = """
      INSERT INTO dropped_event (view, owner_id, position, commit, topic, partition, record_offset, record_timestamp,
                                 timestamp_type, key, headers, value, reason, detail, parked_at, dropped_by,
                                 dropped_because)
      SELECT view, owner_id, position, commit, topic, partition, record_offset, record_timestamp,
             timestamp_type, key, headers, value, reason, detail, created_at, ?, ?
        FROM parked_event
       WHERE view = ? AND owner_id = ? AND commit = ?
       ORDER BY position
      """;

  private static final String DROP = "DELETE FROM parked_event WHERE view = ? AND owner_id = ? AND commit = ?";

  private static final String DRAINED = """
      DELETE FROM parked_owner
       WHERE view = ? AND owner_id = ?
         AND NOT EXISTS (SELECT FROM parked_event
                          WHERE parked_event.view = parked_owner.view AND parked_event.owner_id = parked_owner.owner_id)
      """;

  private static final String SHORTENED = """
      UPDATE parked_owner
         SET (events, position) = (SELECT count(*), min(parked_event.position)
                                     FROM parked_event
                                    WHERE parked_event.view = parked_owner.view
                                      AND parked_event.owner_id = parked_owner.owner_id),
             updated_at = now()
       WHERE view = ? AND owner_id = ?
      """;

  private static final String TELL = "SELECT pg_notify('projection_parked', '')";

  /** An append of one owner in one view. */
  private record Append(String view, UUID owner, long commit) {

    /** @param first the number of its first parameter */
    void bind(PreparedStatement statement, int first) throws SQLException {
      statement.setString(first, view);
      statement.setObject(first + 1, owner);
      statement.setLong(first + 2, commit);
    }
  }

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Option(names = "--view", required = true, paramLabel = "NAME", description = "Which view does without it.")
  private String view = "";

  @Option(names = "--position", required = true, paramLabel = "N", description = "Of one of its events.")
  private long position;

  @Option(names = "--because", required = true, paramLabel = "TEXT", description = "Why; it is kept.")
  private String because = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who; the user of this machine when nothing is said. It is kept.")
  private String by = System.getProperty("user.name", "unknown");

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  ParkedDrop(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException {
    if (because.isBlank() || by.isBlank()) throw new Refusal("Say who does it, and why: --by, --because");
    try (var connection = where.target(Database.READ, shell).connect()) {
      summarise(connection, append(connection));
      shell.confirm(yes, "Drop it?");
      // What was shown may have been replayed meanwhile; from here on nothing moves.
      connection.setAutoCommit(false);
      drop(connection, append(connection));
      connection.commit();
    }
    shell.say("Dropped; it is in the table dropped_event");
    return 0;
  }

  private Append append(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(LOCK)) {
      statement.setString(1, view);
      statement.setLong(2, position);
      try (var row = statement.executeQuery()) {
        if (!row.next()) throw new Refusal("View " + view + " has not parked position " + position);
        return new Append(view, row.getObject("owner_id", UUID.class), row.getLong("commit"));
      }
    }
  }

  private void summarise(Connection connection, Append append) throws SQLException {
    try (var statement = connection.prepareStatement(APPEND)) {
      append.bind(statement, 1);
      append.bind(statement, 4);
      try (var row = statement.executeQuery()) {
        row.next();
        if (row.getLong("uncopied") > 0)
          throw new Refusal("It is not on the dead-letter topic yet, which comes first; is Kafka there?");
        shell.say("View %s will never have %d events of owner %s, positions %d to %d; an append is not split",
            view,
            row.getLong("events"), append.owner(), row.getLong("first"), row.getLong("last"));
        if (row.getLong("behind") > 0)
          shell.say("  %d events wait behind it, and may build on it; they stay parked until a replay",
              row.getLong("behind"));
      }
    }
  }

  private void drop(Connection connection, Append append) throws SQLException {
    try (var keep = connection.prepareStatement(KEEP);
        var drop = connection.prepareStatement(DROP);
        var drained = connection.prepareStatement(DRAINED);
        var shortened = connection.prepareStatement(SHORTENED);
        var tell = connection.createStatement()) {
      keep.setString(1, by);
      keep.setString(2, because);
      append.bind(keep, 3);
      keep.executeUpdate();
      append.bind(drop, 1);
      drop.executeUpdate();
      for (var rest : List.of(drained, shortened)) {
        rest.setString(1, append.view());
        rest.setObject(2, append.owner());
        rest.executeUpdate();
      }
      tell.execute(TELL);
    }
  }
}
