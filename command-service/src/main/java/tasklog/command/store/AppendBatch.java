package tasklog.command.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postgresql.PGStatement;

/** Appends that share one round trip and one transaction: each of them is stored whole or not at all. */
final class AppendBatch {

  private static final String APPEND = """
      SELECT head, recorded_at, rejected, duplicates
        FROM append_events(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private final List<AppendRequest> requests;
  private final UnaryOperator<Condition> renewal;

  AppendBatch(List<AppendRequest> requests) {
    this(requests, UnaryOperator.identity());
  }

  /** @param renewal brings a condition up to date where that is known to be the same */
  AppendBatch(List<AppendRequest> requests, UnaryOperator<Condition> renewal) {
    this.requests = requests;
    this.renewal = renewal;
  }

  /** Returns when the appends are durable: the outcome of each request, in their order. */
  List<Outcome> commit(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(APPEND)) {
      statement.unwrap(PGStatement.class).setPrepareThreshold(1);
      var parameters = new ArrayParameters(statement);
      setConditions(parameters);
      new EventColumns(requests).set(parameters);
      new RequestColumns(requests).set(parameters);
      try (var row = statement.executeQuery()) {
        row.next();
        return outcomes(row.getLong(1), LoggedEvent.instant(row, 2), items(row, 3), items(row, 4));
      }
    }
  }

  private void setConditions(ArrayParameters parameters) throws SQLException {
    int size = requests.stream().mapToInt(request -> request.conditions().size()).sum();
    var items = new int[size];
    var columns = new CriteriaColumns(size);
    int at = 0;
    for (int item = 0; item < requests.size(); item++) {
      var request = requests.get(item);
      int end = at + request.conditions().size();
      Arrays.fill(items, at, end, item);
      request.conditions().forEach(condition -> columns.add(renewal.apply(condition)));
      at = end;
    }
    columns.set(parameters.add(items));
  }

  private static BitSet items(ResultSet row, int column) throws SQLException {
    var items = new BitSet();
    for (Integer item : (Integer[]) row.getArray(column).getArray()) {
      items.set(item);
    }
    return items;
  }

  /** What was appended for a request before is in the way of its duplicate, so that counts first. */
  private List<Outcome> outcomes(long head, Instant recordedAt, BitSet rejected, BitSet duplicates) {
    var outcomes = new ArrayList<Outcome>(requests.size());
    long last = head;
    for (int item = 0; item < requests.size(); item++) {
      if (duplicates.get(item)) {
        outcomes.add(new Outcome.Duplicate());
      } else if (rejected.get(item)) {
        outcomes.add(new Outcome.Conflict());
      } else {
        long first = last + 1;
        last += requests.get(item).events().size();
        outcomes.add(new Appended(first, last, recordedAt));
      }
    }
    return outcomes;
  }
}
