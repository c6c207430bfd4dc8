package tasklog.chaos.projection;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tasklog.chaos.server.Database;

/**
 * What the database of the read side notes by itself, in the transactions of the service and unknown to it: each move of
 * an offset, and each event that was about to become a row. Rows alone would not tell what was applied twice, since the
 * views pass over what they have.
 */
record Audit(Database read) {

  private static final String INSTALL = """
      CREATE SCHEMA chaos;
      CREATE TABLE chaos.move (
        id bigint GENERATED ALWAYS AS IDENTITY, view text, partition integer,
        from_offset bigint, to_offset bigint, from_position bigint, to_position bigint, instance text);
      CREATE FUNCTION chaos.note_move() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO chaos.move (view, partition, from_offset, to_offset, from_position, to_position, instance)
        VALUES (new.view, new.partition, old.next_offset, new.next_offset, old.position, new.position,
                current_setting('application_name'));
        RETURN new;
      END $$;
      CREATE TRIGGER chaos_move BEFORE UPDATE ON projection_offset
         FOR EACH ROW EXECUTE FUNCTION chaos.note_move();
      CREATE TABLE chaos.applied (position bigint);
      CREATE FUNCTION chaos.note_applied() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO chaos.applied VALUES (new.position);
        RETURN new;
      END $$;
      CREATE TRIGGER chaos_applied BEFORE INSERT ON recorded_event
         FOR EACH ROW EXECUTE FUNCTION chaos.note_applied()""";

  private static final String MOVES = """
      SELECT view, partition, from_offset, to_offset, from_position, to_position, instance
        FROM chaos.move ORDER BY id""";

  private static final String APPLIED = "SELECT position, count(*) FROM chaos.applied GROUP BY position";

  private static final String PARKED = "SELECT count(*) FROM parked_event";

  /** One transaction on one partition. */
  record Move(String view, int partition, long fromOffset, long toOffset, long fromPosition, long toPosition,
      String instance) {}

  /**
   * All that was noted.
   *
   * @param moves   in the order in which they were committed on each partition
   * @param applied how often each position was brought to the view that keeps all of them
   * @param parked  events that were set aside, although each may follow
   */
  record Noted(List<Move> moves, Map<Long, Long> applied, long parked) {}

  /** @param read where no event was projected yet */
  static Audit of(Database read) throws SQLException {
    try (var connection = read.direct().getConnection(); var statement = connection.createStatement()) {
      statement.execute(INSTALL);
    }
    return new Audit(read);
  }

  Noted noted() throws SQLException {
    try (var connection = read.direct().getConnection()) {
      var moves = new ArrayList<Move>();
      query(connection, MOVES, row -> moves.add(new Move(row.getString(1), row.getInt(2), row.getLong(3),
          row.getLong(4), row.getLong(5), row.getLong(6), row.getString(7))));
      var applied = new HashMap<Long, Long>();
      query(connection, APPLIED, row -> applied.put(row.getLong(1), row.getLong(2)));
      var parked = new long[1];
      query(connection, PARKED, row -> parked[0] = row.getLong(1));
      return new Noted(moves, applied, parked[0]);
    }
  }

  private interface Sink {
    void take(ResultSet row) throws SQLException;
  }

  private static void query(Connection connection, String sql, Sink sink) throws SQLException {
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        sink.take(rows);
      }
    }
  }
}
