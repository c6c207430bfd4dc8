package tasklog.command.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which log this process works on. One that was put back to an older state while the process ran is another one: what is
 * remembered of the former (states, numbers of names, positions) does not hold in it. Once that is noticed nothing more is
 * decided here until the process has been started anew.
 */
final class LogIdentity {

  private static final Logger LOG = LoggerFactory.getLogger(LogIdentity.class);

  private static final String WHO = "SELECT incarnation, (SELECT id FROM event WHERE position = ?) FROM log";

  /** PostgreSQL's "object not in prerequisite state". */
  private static final String SQL_STATE = "55000";

  /** An event of our own that the log must have. */
  private record Mark(long position, UUID event) {}

  private final UUID incarnation;
  private final AtomicLong seen = new AtomicLong();
  private final AtomicReference<@Nullable String> replaced = new AtomicReference<>();
  private volatile @Nullable Mark mark;

  LogIdentity(UUID incarnation) {
    this.incarnation = incarnation;
  }

  /** Why nothing is decided any more, in words for an operator. */
  Optional<String> replaced() {
    return Optional.ofNullable(replaced.get());
  }

  /** @throws StoreUnavailableException once the log was seen to be another one */
  void require() {
    if (replaced.get() != null) throw new StoreUnavailableException("The log was replaced", null);
  }

  /** The event stands at the position, on disk. */
  void appended(long position, UUID event) {
    mark = new Mark(position, event);
  }

  /**
   * The log was read up to {@code head} by somebody who knows it up to {@code after}.
   *
   * @throws StoreUnavailableException when it reaches less far than it did before
   */
  void read(long after, long head) {
    if (head < after && after <= seen.get()) {
      report("it reaches position %d, and was read up to position %d before".formatted(head, after));
      require();
    }
    if (head > seen.get()) seen.accumulateAndGet(head, Math::max);
  }

  /** @throws SQLException when the connection, a new one, leads to another log */
  void check(Connection connection) throws SQLException {
    var expected = mark;
    try (var statement = connection.prepareStatement(WHO)) {
      statement.setLong(1, expected == null ? 0 : expected.position());
      try (var row = statement.executeQuery()) {
        if (!row.next()) throw new SQLException("There is no log", SQL_STATE);
        compare(row.getObject(1, UUID.class), expected, row.getObject(2, UUID.class));
      }
    }
    if (replaced.get() != null) throw new SQLException("The log was replaced", SQL_STATE);
  }

  private void compare(UUID found, @Nullable Mark expected, @Nullable UUID event) {
    if (!found.equals(incarnation)) {
      report("it is log %s, and was %s before".formatted(found, incarnation));
    } else if (expected != null && !expected.event().equals(event)) {
      report("position %d does not hold what was appended there".formatted(expected.position()));
    }
  }

  private void report(String evidence) {
    var message = "The log is not the one that this process has worked on: " + evidence
        + ". A backup was restored, or this is another database. Stop every service, give the log a new incarnation"
        + " (infra/tasklog db restored) unless it has one, and start them again";
    if (replaced.compareAndSet(null, message)) LOG.error("Nothing more is decided here. {}", message);
  }
}
