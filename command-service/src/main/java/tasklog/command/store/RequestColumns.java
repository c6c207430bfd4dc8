package tasklog.command.store;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The requests behind the appends of a batch, where they are to be remembered, as {@code append_events} takes them. */
final class RequestColumns {

  private final int[] events;
  private final UUID[] owners;
  private final String[] keys;
  private final byte[][] fingerprints;
  private final short[] statuses;
  private final String[] answers;
  private final int[] kept;

  RequestColumns(List<AppendRequest> appends) {
    int size = (int) appends.stream().filter(append -> append.request() != null).count();
    events = new int[size];
    owners = new UUID[size];
    keys = new String[size];
    fingerprints = new byte[size][];
    statuses = new short[size];
    answers = new String[size];
    kept = new int[size];
    if (size == 0) return;
    int at = 0;
    int event = 1; // counted from 1, as the elements of an array in PostgreSQL
    for (var append : appends) {
      var request = append.request();
      if (request != null) set(at++, event, request);
      event += append.events().size();
    }
  }

  private void set(int at, int event, NewRequest request) {
    events[at] = event;
    owners[at] = request.owner();
    keys[at] = request.key();
    fingerprints[at] = request.fingerprint();
    statuses[at] = (short) request.status();
    answers[at] = request.answer();
    kept[at] = Math.toIntExact(request.kept().toSeconds());
  }

  void set(ArrayParameters parameters) throws SQLException {
    parameters.add(events).add(owners).add(keys).add(fingerprints).add(statuses).add(answers).add(kept);
  }
}
