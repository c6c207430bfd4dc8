package tasklog.cli.verify;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The read tables and offsets, all of one snapshot from {@link #freeze} on. */
final class ReadSide {

  private static final int PAGE = 500;

  private static final String NUMBER = """
      SELECT count(DISTINCT partition)
        FROM projection_offset
       WHERE generation = ?
      """;

  private static final String OFFSETS = """
      SELECT view, topic_id, partition, next_offset, position, incarnation
        FROM projection_offset
       WHERE generation = ? AND view = ANY (?)
      """;

  private static final String PARKED = """
      SELECT view, owner_id, position FROM parked_owner WHERE view = ANY (?)
      """;

  private final Connection connection;
  private final int generation;

  ReadSide(Connection connection, int generation) {
    this.connection = connection;
    this.generation = generation;
  }

  /** From here on nothing that is written is seen. */
  void freeze() throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
  }

  /** Of partitions that it knows of. */
  int partitions() throws SQLException {
    try (var statement = connection.prepareStatement(NUMBER)) {
      statement.setInt(1, generation);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  Places places(Partitions partitions) throws SQLException {
    var offsets = new ArrayList<Places.Offset>();
    var incarnations = new HashSet<UUID>();
    try (var statement = connection.prepareStatement(OFFSETS)) {
      statement.setInt(1, generation);
      statement.setArray(2, views());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          offsets.add(new Places.Offset(View.of(row.getString("view")), row.getObject("topic_id", UUID.class),
              row.getInt("partition"), row.getLong("next_offset"), row.getLong("position")));
          var incarnation = row.getObject("incarnation", UUID.class);
          if (incarnation != null) incarnations.add(incarnation);
        }
      }
    }
    return new Places(partitions, positions(offsets, partitions), offsets, incarnations, parked());
  }

  private Parked parked() throws SQLException {
    var parked = new EnumMap<View, Map<UUID, Long>>(View.class);
    try (var statement = connection.prepareStatement(PARKED)) {
      statement.setArray(1, views());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          parked.computeIfAbsent(View.of(row.getString("view")), _ -> new HashMap<>())
              .put(row.getObject("owner_id", UUID.class), row.getLong("position"));
        }
      }
    }
    return new Parked(parked);
  }

  private Array views() throws SQLException {
    return connection.createArrayOf("text", Stream.of(View.values()).map(View::toString).toArray());
  }

  /** The highest of all topics that the generation has had: rows keep what an earlier one has brought. */
  private static Map<View, List<Long>> positions(List<Places.Offset> offsets, Partitions partitions) {
    var positions = new EnumMap<View, List<Long>>(View.class);
    for (var view : View.values()) {
      var ofView = new ArrayList<>(Collections.nCopies(partitions.number(), 0L));
      for (var offset : offsets) {
        if (offset.view() == view && offset.partition() < partitions.number())
          ofView.set(offset.partition(), Math.max(offset.position(), ofView.get(offset.partition())));
      }
      positions.put(view, ofView);
    }
    return positions;
  }

  /** The rows of a query for the first and the last owner, one after the other. */
  Rows rows(String sql, OwnerRange owners) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.setFetchSize(PAGE);
    statement.setObject(1, owners.first());
    statement.setObject(2, owners.last());
    return new Rows(statement.executeQuery());
  }

  /** Forward only, in memory by pages. */
  static final class Rows implements AutoCloseable {

    private final ResultSet rows;
    private final List<String> columns;

    private Rows(ResultSet rows) throws SQLException {
      this.rows = rows;
      this.columns = Row.columns(rows);
    }

    boolean next() throws SQLException {
      return rows.next();
    }

    Row row() throws SQLException {
      return Row.read(columns, rows);
    }

    List<String> columns() {
      return columns;
    }

    @Override
    public void close() throws SQLException {
      rows.getStatement().close();
    }
  }
}
