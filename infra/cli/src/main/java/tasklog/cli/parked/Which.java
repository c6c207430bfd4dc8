package tasklog.cli.parked;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Of which views and owners; of all, when nothing is said. */
final class Which {

  /** For statements that begin with the two parameters that it takes. */
  static final String CONDITION = "view = coalesce(?, view) AND owner_id = coalesce(?, owner_id)";

  @Option(names = "--view", paramLabel = "NAME", description = "Only what this view has set aside, as task, tag or history.")
  private @Nullable String view;

  @Option(names = "--owner", paramLabel = "ID", description = "Only of this account.")
  private @Nullable UUID owner;

  /** @param sql has {@link #CONDITION} before any other parameter */
  PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.setObject(1, view, Types.VARCHAR);
    statement.setObject(2, owner, Types.OTHER);
    return statement;
  }
}
