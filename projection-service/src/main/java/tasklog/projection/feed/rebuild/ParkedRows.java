package tasklog.projection.feed.rebuild;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is set aside of a view, by the service and by a rebuild of it. A rebuild with the same code sets aside the same;
 * one with code that can apply more makes the rows that were missing, and what was set aside of them is done with.
 */
final class ParkedRows {

  /** Whoever parks or replays waits. */
  private static final String LOCK = """
      SELECT owner_id FROM %s.parked_owner WHERE view = :view ORDER BY owner_id FOR UPDATE
      """;

  /** Rows that the service has would be gone. */
  private static final String WORSE = """
      SELECT format('%%s of owner %%s: %%s', made.position, made.owner_id,
                    (SELECT detail FROM rebuild.parked_event
                      WHERE parked_event.view = made.view AND parked_event.owner_id = made.owner_id
                        AND detail IS NOT NULL
                      ORDER BY parked_event.position LIMIT 1))
        FROM rebuild.parked_owner AS made
        LEFT JOIN %s.parked_owner AS live ON live.view = made.view AND live.owner_id = made.owner_id
       WHERE made.view = :view AND (live.position IS NULL OR live.position > made.position)
       ORDER BY made.position
       LIMIT 1
      """;

  private static final String APPLIED = """
      FROM %1$s.parked_event AS live
       WHERE live.view = :view
         AND NOT EXISTS (SELECT FROM rebuild.parked_event AS made
                          WHERE made.view = live.view AND made.owner_id = live.owner_id
                            AND made.position = live.position)
      """;

  private static final String OWED = "SELECT EXISTS (SELECT " + APPLIED + " AND live.copied_at IS NULL)";

  private static final String TAKE_OUT = "DELETE " + APPLIED;

  private static final String DRAINED = """
      DELETE FROM %1$s.parked_owner AS owner
       WHERE view = :view
         AND NOT EXISTS (SELECT FROM %1$s.parked_event AS event
                          WHERE event.view = owner.view AND event.owner_id = owner.owner_id)
      """;

  private static final String SHORTENED = """
      UPDATE %1$s.parked_owner AS owner
         SET position = rest.position, events = rest.events, updated_at = now()
        FROM (SELECT owner_id, min(position) AS position, count(*) AS events
                FROM %1$s.parked_event WHERE view = :view GROUP BY owner_id) AS rest
       WHERE owner.view = :view AND owner.owner_id = rest.owner_id AND owner.events <> rest.events
      """;

  private static final String OWNERS = "SELECT owner_id::text FROM %s.parked_owner WHERE view = ?";

  private final JdbcClient jdbc;
  private final String live;
  private final String view;

  /** @param live the schema that the service uses */
  ParkedRows(JdbcClient jdbc, String live, String view) {
    this.jdbc = jdbc;
    this.live = live;
    this.view = view;
  }

  /** Whose rows stand still, here or there. */
  List<String> owners(Connection before, Connection now) throws SQLException {
    var owners = new ArrayList<>(owners(before, live));
    owners.addAll(owners(now, Connections.SCHEMA));
    return owners;
  }

  private List<String> owners(Connection connection, String schema) throws SQLException {
    try (var statement = connection.prepareStatement(OWNERS.formatted(schema))) {
      statement.setString(1, view);
      var rows = statement.executeQuery();
      var owners = new ArrayList<String>();
      while (rows.next()) {
        owners.add(rows.getString(1));
      }
      return owners;
    }
  }

  /**
   * Takes out what the service has set aside and the rebuild has applied, in the current transaction, for which the feed
   * waits already.
   *
   * @return false while a copy of such an event is still owed to the dead-letter topic
   * @throws Refused when the rebuild could not apply what the service has applied
   */
  boolean replace() {
    query(LOCK).query(String.class).list();
    query(WORSE).query(String.class).optional().ifPresent(worse -> {
      throw new Refused("The rebuild cannot apply what the service has applied to the view " + view
          + ", position " + worse);
    });
    if (query(OWED).query(Boolean.class).single()) {
      return false;
    }
    query(TAKE_OUT).update();
    query(DRAINED).update();
    query(SHORTENED).update();
    return true;
  }

  private JdbcClient.StatementSpec query(String sql) {
    return jdbc.sql(sql.formatted(live)).param("view", view);
  }
}
