package tasklog.cli.parked;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Base64;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Shell;
import tasklog.cli.db.Where;
import tasklog.database.Database;
import tools.jackson.databind.json.JsonMapper;

/** Shows records that are set aside. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows parked events; one by its position whole, with what people have written.")
final class ParkedShow implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String EVENTS = """
      SELECT view, owner_id, position, commit, topic, partition, record_offset, created_at, copied_at, reason, detail,
             headers, value
        FROM parked_event
       WHERE %s AND position = coalesce(?, position)
       ORDER BY view, owner_id, position
       LIMIT ?
      """
      .formatted(Which.CONDITION);

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Mixin
  private final Which which = new Which();

  @Option(names = "--position", paramLabel = "N", description = "Only this event, whole.")
  private @Nullable Long position;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many; ${DEFAULT-VALUE}.")
  private int limit;

  ParkedShow(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException {
    var shown = 0;
    try (var connection = where.target(Database.READ, shell).connect();
        var statement = which.prepare(connection, EVENTS)) {
      statement.setObject(3, position, Types.BIGINT);
      statement.setInt(4, limit);
      try (var row = statement.executeQuery()) {
        for (; row.next(); shown++) {
          show(row);
        }
      }
    }
    shell.say(
        shown == 0 ? "Nothing is parked there" : shown == limit ? "There may be more: --limit" : "%d events",
        shown);
    return 0;
  }

  private void show(ResultSet row) throws SQLException {
    shell.say("view %s, owner %s, position %d of an append up to %d, %s-%d@%d", row.getString("view"),
        row.getString("owner_id"), row.getLong("position"), row.getLong("commit"), row.getString("topic"),
        row.getInt("partition"), row.getLong("record_offset"));
    shell.say("  parked %s, %s", row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("copied_at") == null
            ? "not on the dead-letter topic yet"
            : "copied to the dead-letter topic");
    shell.say("  %s", row.getString("reason") == null
        ? "waits behind another one"
        : row.getString("reason") + ", " + row.getString("detail"));
    if (position != null) {
      showWhole(row);
    }
  }

  private void showWhole(ResultSet row) throws SQLException {
    for (var header : JSON.readValue(row.getString("headers"), String[][].class)) {
      shell.say("  %s: %s", header[0],
          header[1] == null ? "" : new String(Base64.getDecoder().decode(header[1]), UTF_8));
    }
    var value = row.getBytes("value");
    shell.say("  %s", value == null ? "no value" : new String(value, UTF_8));
  }
}
