package tasklog.command.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGStatement;

/**
 * The log as its readers see it. Positions are dense and in commit order: whoever has read position p has read
 * everything up to p, and never needs to look back. Safe for use by many threads.
 */
public final class EventLog implements AutoCloseable {

  /** The safety net below the wake-ups: an event is never noticed later than this. */
  private static final Duration SLOW_POLL = Duration.ofSeconds(1);

  static final String HEAD = "SELECT coalesce(max(position), 0) FROM event";

  /** {@link PGStatement#setPrepareThreshold} */
  private static final int PLANNED_ANEW = 0;
  private static final int PREPARED = 1;

  private static final String INCARNATION = "SELECT incarnation FROM log";

  // Positions are dense: the append that stands at after + limit, or the last one before, is where reading ends.
  static final String READ = """
      SELECT %s FROM event
       WHERE position > ?
         AND position <= (SELECT append_last FROM event WHERE position <= ? ORDER BY position DESC LIMIT 1)
       ORDER BY position""".formatted(LoggedEvent.COLUMNS);

  /** Of so many events that are known to be there; no plan but that of the index leads to their order. */
  private static final String READ_NEXT = """
      SELECT %s FROM event WHERE position > ? ORDER BY position LIMIT ?""".formatted(LoggedEvent.COLUMNS);

  private static final String LAST_POSITIONS = """
      SELECT k.key, t.position
        FROM unnest(?) AS k (key)
       CROSS JOIN LATERAL (
         SELECT position FROM event_tag
          WHERE kind = (SELECT id FROM tag_kind WHERE name = ?) AND key = k.key
          ORDER BY position DESC LIMIT 1) t""";

  private final DataSource pool;
  private final Duration slowPoll;
  private final HeadSignal signal = new HeadSignal();
  private final HeadListener listener;

  /**
   * @param pool   for reading
   * @param direct opens a connection of its own each time, for listening: it is held for long
   */
  public EventLog(DataSource pool, DataSource direct) {
    this(pool, direct, SLOW_POLL);
  }

  EventLog(DataSource pool, DataSource direct, Duration slowPoll) {
    this.pool = pool;
    this.slowPoll = slowPoll;
    this.listener = new HeadListener(direct, signal);
  }

  /** The last position, 0 for an empty log. */
  public long head() {
    return query(HEAD, statement -> {}, row -> {
      row.next();
      return row.getLong(1);
    });
  }

  /** Which log this is: one that was put back to an older state has another incarnation. */
  public UUID incarnation() {
    return query(INCARNATION, statement -> {}, row -> {
      row.next();
      return row.getObject(1, UUID.class);
    });
  }

  /**
   * The next events in order, about {@code limitHint} of them: always whole appends, so that there can be more by as
   * many as one append holds. Empty at the end of the log.
   */
  public List<LoggedEvent> read(long after, int limitHint) {
    return query(READ, statement -> {
      statement.setLong(1, after);
      statement.setLong(2, after + limitHint);
    }, EventLog::events);
  }

  /** The next events in order, as many as are asked for where there are as many; an append can be split. */
  List<LoggedEvent> readNext(long after, int count) {
    return query(READ_NEXT, PREPARED, statement -> {
      statement.setLong(1, after);
      statement.setInt(2, count);
    }, EventLog::events);
  }

  private static List<LoggedEvent> events(ResultSet row) throws SQLException {
    var events = new ArrayList<LoggedEvent>();
    while (row.next()) {
      events.add(LoggedEvent.of(row, 1));
    }
    return events;
  }

  /**
   * The last position of an event with each tag of a kind; keys that no event has are left out.
   *
   * @param kind of the tags, whose values are UUIDs
   */
  public Map<UUID, Long> lastPositions(String kind, Collection<UUID> keys) {
    return query(LAST_POSITIONS, statement -> {
      statement.setArray(1, statement.getConnection().createArrayOf("uuid", keys.toArray()));
      statement.setString(2, kind);
    }, row -> {
      var positions = new HashMap<UUID, Long>();
      while (row.next()) {
        positions.put(row.getObject(1, UUID.class), row.getLong(2));
      }
      return positions;
    });
  }

  /**
   * Blocks until the log reaches beyond {@code position}, at most for {@code timeout}.
   *
   * @return whether it does
   */
  public boolean awaitBeyond(long position, Duration timeout) throws InterruptedException {
    listener.start();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long seen = signal.changes();
      if (signal.head() > position || head() > position) return true;
      long left = deadline - System.nanoTime();
      if (left <= 0) return false;
      signal.awaitChange(seen, Math.min(left, slowPoll.toNanos()));
    }
  }

  /** The writer of this process says how far the log reaches now. */
  void reached(long head) {
    signal.reached(head);
  }

  @Override
  public void close() {
    listener.close();
  }

  private interface Setter {
    void set(PreparedStatement statement) throws SQLException;
  }

  private interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** Planned anew each time, for the positions at hand: a plan for any position would read the table from its start. */
  private <T> T query(String sql, Setter parameters, Reader<T> reader) {
    return query(sql, PLANNED_ANEW, parameters, reader);
  }

  private <T> T query(String sql, int prepareThreshold, Setter parameters, Reader<T> reader) {
    try (var connection = pool.getConnection(); var statement = connection.prepareStatement(sql)) {
      statement.unwrap(PGStatement.class).setPrepareThreshold(prepareThreshold);
      parameters.set(statement);
      try (var rows = statement.executeQuery()) {
        return reader.read(rows);
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e).asException("The log could not be read", e);
    }
  }
}
