package tasklog.command.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.axonframework.messaging.core.QualifiedName;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Finds events by criteria; the cost is that of what is found, whatever the length of the log. */
final class EventFinder {

  private static final String FIND = """
      SELECT head, criteria, %s FROM source_events(?, ?, ?, ?, ?, ?, ?)""".formatted(LoggedEvent.COLUMNS);

  private static final String LAST = "SELECT head, key, type, owner FROM last_events(?, ?, ?, ?, ?)";

  private static final String CHECK = """
      SELECT h.head, cardinality(find_conflicts(h.head, ?, ?, ?, ?, ?, ?)) > 0
        FROM (SELECT coalesce(max(position), 0) AS head FROM event) h""";

  /** Fewer than the pool has connections: others need one too, and more would only wait in the server. */
  private static final int READERS = 8;

  /** As long as for a connection. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final DataSource pool;
  private final LogIdentity identity;

  /** In the order in which they come. The pool has none: whoever comes at the right moment gets the connection. */
  private final Semaphore turns = new Semaphore(READERS, true);

  EventFinder(DataSource pool, LogIdentity identity) {
    this.pool = pool;
    this.identity = identity;
  }

  /** What is found, and the head of the log that it was found in: all of one moment. */
  record Found(long head, List<LoggedEvent> events) {}

  /** Events as they are. */
  Found find(List<Condition> conditions, long upTo) {
    return find(List.of(conditions), upTo, null).getFirst();
  }

  /**
   * All events, of which those that name many things name only ones that are asked for: who wants to know what happened to
   * one task does not want to read the ids of the thousand others.
   *
   * @param questions conditions of each question; all are answered at one moment
   * @param upTo      position of the last event that counts
   * @param narrowed  kind of the tags under which an event is found by what it names
   * @return what was found for each question
   */
  List<Found> find(List<List<Condition>> questions, long upTo, @Nullable Short narrowed) {
    var conditions = questions.size() == 1
        ? questions.getFirst()
        : questions.stream().flatMap(List::stream).toList();
    try (var _ = turn(); var connection = connect(); var statement = prepare(connection, FIND)) {
      CriteriaColumns.of(conditions).set(new ArrayParameters(statement));
      statement.setLong(CriteriaColumns.COUNT + 1, upTo);
      statement.setObject(CriteriaColumns.COUNT + 2, narrowed, Types.SMALLINT);
      var found = found(statement, questions);
      identity.read(Condition.highest(conditions), found.getFirst().head());
      return found;
    } catch (SQLException e) {
      throw SqlFailure.of(e).asException("Events could not be read", e);
    }
  }

  private static List<Found> found(PreparedStatement statement, List<List<Condition>> questions)
      throws SQLException {
    var events = questions.stream().<List<LoggedEvent>>map(_ -> new ArrayList<>()).toList();
    var askedBy = askedBy(questions);
    long head = 0;
    try (var row = statement.executeQuery()) {
      while (row.next()) {
        head = row.getLong(1);
        if (row.getLong(3) > 0) {
          var event = LoggedEvent.of(row, 3);
          questions((Integer[]) row.getArray(2).getArray(), askedBy)
              .forEach(question -> events.get(question).add(event));
        }
      }
    }
    long all = head;
    return events.stream().map(of -> new Found(all, of)).toList();
  }

  /** Which question each of the criteria belongs to, counted from 0. */
  private static int[] askedBy(List<List<Condition>> questions) {
    return IntStream.range(0, questions.size())
        .flatMap(question -> IntStream.generate(() -> question).limit(questions.get(question).size()))
        .toArray();
  }

  private static IntStream questions(Integer[] criteria, int[] askedBy) {
    return Arrays.stream(criteria).mapToInt(criterion -> askedBy[criterion - 1]).distinct();
  }

  /** Of each key the last event of some types past {@code after}, up to {@code upTo}. */
  LastEvents last(short kind, UUID[] keys, short[] types, long after, long upTo) {
    try (var _ = turn(); var connection = connect(); var statement = prepare(connection, LAST)) {
      statement.setShort(1, kind);
      new ArrayParameters(statement, 2).add(keys).add(types);
      statement.setLong(4, after);
      statement.setLong(5, upTo);
      var last = last(statement, keys.length);
      identity.read(after, last.head());
      return last;
    } catch (SQLException e) {
      throw SqlFailure.of(e).asException("Events could not be read", e);
    }
  }

  private static LastEvents last(PreparedStatement statement, int keys) throws SQLException {
    var events = new ArrayList<LastEvents.Last>(keys);
    long head = 0;
    try (var row = statement.executeQuery()) {
      while (row.next()) {
        head = row.getLong(1);
        var key = row.getObject(2, UUID.class);
        if (key != null)
          events.add(
              new LastEvents.Last(key, new QualifiedName(row.getString(3)), row.getObject(4, UUID.class)));
      }
    }
    return new LastEvents(head, events);
  }

  /**
   * Looks for what conflicts with an append, before the lock is asked for.
   *
   * @return how far the log is known to hold none; -1 if it holds one
   */
  long freeOfConflictsUpTo(List<Condition> conditions) {
    try (var _ = turn(); var connection = connect(); var statement = prepare(connection, CHECK)) {
      CriteriaColumns.of(conditions)
          .set(new ArrayParameters(statement).add(new int[conditions.size()]));
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(2) ? -1 : row.getLong(1);
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e).asException("Events could not be checked", e);
    }
  }

  private interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  private Turn turn() {
    try {
      if (turns.tryAcquire(Deadline.in(PATIENCE) - System.nanoTime(), TimeUnit.NANOSECONDS))
        return turns::release;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new StoreUnavailableException("Too many read", null);
  }

  private Connection connect() throws SQLException {
    identity.require();
    Deadline.check();
    var connection = pool.getConnection();
    Deadline.limit(connection);
    return connection;
  }

  /** Parsed once for each connection; what is called inside pins its own plans. */
  private static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
    var statement = connection.prepareStatement(sql);
    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
    return statement;
  }
}
