package tasklog.projection.history.stream;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;

/** Says which owners have new events. Costs as much as there are new events, or owners who ask, whichever is less. */
@Component
class NewEvents {

  /** By primary key, from the first to the last. */
  static final String BETWEEN = """
      SELECT owner_id, max(position) AS position
        FROM recorded_event
       WHERE position > :after AND position <= :last
       GROUP BY owner_id
      """;

  /** Rows are compared so that the planner has no other index for the order: see EventQueries. */
  static final String NEWEST = """
      SELECT newest.owner_id, newest.position
        FROM unnest(:owners::uuid[]) AS asking (owner_id)
       CROSS JOIN LATERAL (
          SELECT recorded_event.owner_id, recorded_event.position
            FROM recorded_event
           WHERE (recorded_event.owner_id, recorded_event.position) <= (asking.owner_id, 9223372036854775807)
             AND recorded_event.owner_id >= asking.owner_id
           ORDER BY recorded_event.owner_id DESC, recorded_event.position DESC
           LIMIT 1
       ) AS newest
      """;

  private final JdbcClient jdbc;

  NewEvents(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The newest event of each owner who has one between two positions. Of others there may be more or fewer.
   *
   * @param owners who ask
   * @param after  not this one
   * @param last   this one too
   */
  Map<OwnerId, Long> between(Collection<OwnerId> owners, long after, long last) {
    if (last - after > owners.size()) {
      return newest(owners);
    }
    var positions = new Positions();
    jdbc.sql(BETWEEN).param("after", after).param("last", last).query(positions);
    return positions.found;
  }

  /** The newest event of each owner who has one. */
  Map<OwnerId, Long> newest(Collection<OwnerId> owners) {
    var positions = new Positions();
    jdbc.sql(NEWEST).param("owners", owners.stream().map(OwnerId::toString).toArray(String[]::new))
        .query(positions);
    return positions.found;
  }

  private static final class Positions implements RowCallbackHandler {

    private final Map<OwnerId, Long> found = new HashMap<>();

    @Override
    public void processRow(ResultSet row) throws SQLException {
      found.put(new OwnerId(row.getObject("owner_id", UUID.class)), row.getLong("position"));
    }
  }
}
