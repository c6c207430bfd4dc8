package tasklog.command.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds the outcome of one append whose batch failed. Where the answer was lost, the append may be stored already, or
 * a call that the server still works on may store it later. So it is looked for, under the lock, before it is tried
 * again and before it is said to be refused; whichever try comes second fails on the ids of the events.
 */
final class AppendSettlement {

  private static final String FIND = "SELECT append_id, append_last, recorded_at FROM find_append(?)";
  private static final long RETRY_MILLIS = 50;

  private final AppendRequest request;
  private final WriterConnection connection;
  private boolean inDoubt;
  private int duplicates;

  AppendSettlement(AppendRequest request, WriterConnection connection, boolean inDoubt) {
    this.request = request;
    this.connection = connection;
    this.inDoubt = inDoubt;
  }

  /** Goes on until it knows, or the caller has stopped waiting. */
  Outcome settle() {
    SQLException last = null;
    while (request.isWanted()) {
      try {
        return attempt();
      } catch (SQLException e) {
        last = e;
        if (!isWorthAnotherTry(e))
          return new Outcome.Failure(SqlFailure.of(e).asException("The append failed", e));
      }
    }
    return new Outcome.Failure(inDoubt
        ? new AppendOutcomeUnknownException("Nobody waits for the append")
        : new StoreUnavailableException("Nobody waits for the append", last));
  }

  private Outcome attempt() throws SQLException {
    if (inDoubt) {
      var stored = find();
      if (stored.isPresent()) return stored.get();
    }
    var outcome = new AppendBatch(List.of(request)).commit(connection.get()).getFirst();
    if (inDoubt && !(outcome instanceof Appended))
      return find().<Outcome>map(stored -> stored).orElse(outcome);
    return outcome;
  }

  private Optional<Appended> find() throws SQLException {
    try (var statement = connection.get().prepareStatement(FIND)) {
      statement.setObject(1, request.firstEvent());
      try (var row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Appended(row.getLong(1), row.getLong(2), LoggedEvent.instant(row, 3)))
            : Optional.empty();
      }
    }
  }

  private boolean isWorthAnotherTry(SQLException failure) {
    return switch (SqlFailure.of(failure)) {
      case LOST -> {
        inDoubt = true;
        connection.drop();
        yield pause();
      }
      case DUPLICATE -> inDoubt && duplicates++ == 0;
      case UNAVAILABLE -> inDoubt && pause(); // what may be stored is not said to be refused
      case REFUSED -> false;
    };
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
    } catch (InterruptedException _) {
      // Only close() of the writer interrupts; the answer is still owed.
    }
    return true;
  }
}
