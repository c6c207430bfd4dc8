package tasklog.projection.feed.rebuild;

import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** How far the service has come with a view. */
final class Live {

  private static final String POSITIONS = """
      SELECT partition, max(position) AS position
        FROM %s.projection_offset
       WHERE view = :view AND generation = :generation
       GROUP BY partition
      """;

  /** In the order of the key; whoever moves one of them on waits. */
  private static final String LOCK = """
      SELECT partition
        FROM %s.projection_offset
       WHERE view = :view AND generation = :generation
       ORDER BY topic_id, partition
         FOR UPDATE
      """;

  private static final String RECORDS = """
      SELECT coalesce(sum(next_offset), 0)::bigint
        FROM %s.projection_offset
       WHERE view = :view AND generation = :generation
      """;

  /** A log whose events have made rows here or there, and not both. */
  private static final String LOGS = """
      SELECT count(DISTINCT incarnation)
        FROM (SELECT incarnation FROM %s.projection_offset WHERE view = :view AND generation = :generation
              UNION ALL
              SELECT incarnation FROM rebuild.projection_offset WHERE view = :view) AS place
       WHERE incarnation IS NOT NULL
      """;

  private static final String DROPPED = """
      SELECT position FROM %s.dropped_event WHERE view = :view
      """;

  private final JdbcClient jdbc;
  private final String schema;
  private final String view;
  private final int generation;

  Live(JdbcClient jdbc, String schema, String view, int generation) {
    this.jdbc = jdbc;
    this.schema = schema;
    this.view = view;
    this.generation = generation;
  }

  /** The last position that is applied, by partition. */
  Map<Integer, Long> positions() {
    var positions = new HashMap<Integer, Long>();
    query(POSITIONS).query(row -> {
      positions.put(row.getInt("partition"), row.getLong("position"));
    });
    return positions;
  }

  /** The same, as the snapshot of a connection has them. */
  Map<Integer, Long> positions(Connection connection) {
    return new Live(JdbcClient.create(new SingleConnectionDataSource(connection, true)), schema, view,
        generation).positions();
  }

  /** The same, and nobody moves on until the current transaction ends. */
  Map<Integer, Long> locked() {
    query(LOCK).query((row, _) -> row.getInt("partition")).list();
    return positions();
  }

  /** Positions that an operator has given up. */
  Set<Long> dropped() {
    return Set.copyOf(query(DROPPED).query(Long.class).list());
  }

  /** About how many records of the topic it has read. */
  long records() {
    return query(RECORDS).query(Long.class).single();
  }

  /** @throws Refused when the rows that are there and those that were made are of different logs */
  void refuseAnotherLog() {
    if (query(LOGS).query(Integer.class).single() > 1) {
      throw new Refused("The rows of the view " + view + " are of another log than the topic");
    }
  }

  private JdbcClient.StatementSpec query(String sql) {
    var statement = jdbc.sql(sql.formatted(schema)).param("view", view);
    return statement.param("generation", generation);
  }
}
