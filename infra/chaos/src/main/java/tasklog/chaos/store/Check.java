package tasklog.chaos.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.chaos.store.StoredLog.Row;
import tasklog.chaos.store.Violation.Promise;

/** Compares what is stored with what the writers were told and what a reader has seen. */
final class Check {

  private final List<Violation> violations = new ArrayList<>();
  private final StoredLog log;
  private final Attempts attempts;

  private Check(StoredLog log, Attempts attempts) {
    this.log = log;
    this.attempts = attempts;
  }

  /** @param seen the events that a reader has seen, in its order */
  static List<Violation> of(StoredLog log, Attempts attempts, List<UUID> seen) {
    var check = new Check(log, attempts);
    check.positions();
    check.counters();
    check.appends();
    check.turns();
    check.requests();
    check.reader(seen);
    return List.copyOf(check.violations);
  }

  private void require(boolean kept, Promise promise, String form, @Nullable Object... values) {
    if (!kept) violations.add(new Violation(promise, form.formatted(values)));
  }

  private void positions() {
    long expected = 1;
    Row before = null;
    for (var row : log.rows()) {
      require(row.position() == expected, Promise.DENSE, "position %d comes after %d", row.position(),
          expected - 1);
      require(before == null || !row.recordedAt().isBefore(before.recordedAt()), Promise.TIME,
          "position %d was recorded before the one before it", row.position());
      expected = row.position() + 1;
      before = row;
    }
  }

  private void counters() {
    var counts = new HashMap<String, Integer>();
    for (var row : log.rows()) {
      row.noted().saw().forEach((tag, saw) -> {
        int before = counts.merge(tag, 1, Integer::sum) - 1;
        require(saw == before, Promise.NO_LOST_UPDATE, "position %d saw %d events of %s, there are %d",
            row.position(), saw, tag, before);
      });
    }
  }

  private void appends() {
    var parts = new HashMap<Long, Integer>();
    for (var row : log.rows()) {
      int part = parts.merge(row.appendId(), 1, Integer::sum) - 1;
      var noted = row.noted();
      require(noted.part() == part && row.position() == row.appendId() + part
          && row.appendLast() == row.appendId() + noted.parts() - 1, Promise.WHOLE,
          "position %d is part %d of %d of the append %d to %d", row.position(), noted.part(), noted.parts(),
          row.appendId(), row.appendLast());
    }
    for (var row : log.rows()) {
      require(parts.getOrDefault(row.appendId(), 0) == row.noted().parts(), Promise.WHOLE,
          "the append of position %d has %d of %d parts", row.position(),
          parts.getOrDefault(row.appendId(), 0),
          row.noted().parts());
    }
  }

  private void turns() {
    var stored = new HashMap<Integer, Map<Integer, Row>>();
    for (var row : log.rows()) {
      if (row.noted().part() != 0) continue;
      var other = stored.computeIfAbsent(row.noted().attempt(), _ -> new HashMap<>()).put(row.noted().turn(),
          row);
      require(other == null, Promise.STORED_ONCE, "attempt %d stands at %s and at %d", row.noted().attempt(),
          other == null ? "" : other.position(), row.position());
    }
    for (var attempt : attempts.values()) {
      turns(attempt, stored.getOrDefault(attempt.number(), Map.of()));
      stored.remove(attempt.number());
    }
    stored.forEach((attempt, rows) -> require(false, Promise.SETTLED, "nobody knows of attempt %d at %s",
        attempt, rows.values()));
  }

  private void turns(Attempt attempt, Map<Integer, Row> stored) {
    require(attempt.isSettled(), Promise.SETTLED, "attempt %d is not settled: %s", attempt.number(),
        attempt.turns());
    require(stored.size() <= 1, Promise.STORED_ONCE, "attempt %d is stored %d times: %s", attempt.number(),
        stored.size(), stored.values());
    require(stored.keySet().stream().allMatch(turn -> turn <= attempt.turns().size()), Promise.SETTLED,
        "attempt %d is stored by a turn that was never begun: %s", attempt.number(), stored);
    for (var turn : attempt.turns()) {
      turn(turn, stored);
    }
  }

  private void turn(Turn turn, Map<Integer, Row> stored) {
    var row = stored.get(turn.number());
    switch (turn.outcome()) {
      case STORED -> require(
          row != null && row.position() == turn.first() && row.appendLast() == turn.last(),
          Promise.ACKNOWLEDGED_IS_STORED, "%s stands at %s", turn, row);
      case FOUND -> require(
          row == null && stored.values().stream().anyMatch(other -> other.position() == turn.first()),
          Promise.ACKNOWLEDGED_IS_STORED, "%s stands at %s", turn, stored.values());
      case REFUSED, UNAVAILABLE -> require(row == null, Promise.REFUSED_IS_NOT_STORED,
          "%s stands at %s", turn, row);
      case FAILED -> require(false, Promise.FORESEEN, "%s, as the log of its writer says", turn);
      case BEGUN, UNKNOWN -> {}
    }
  }

  private void requests() {
    var expected = new HashMap<Integer, Long>();
    log.rows().forEach(row -> expected.putIfAbsent(row.noted().attempt(), row.appendId()));
    expected.forEach((attempt, position) -> require(position.equals(log.requests().get(attempt)),
        Promise.REMEMBERED, "the key of attempt %d at %d leads to %s", attempt, position,
        log.requests().get(attempt)));
    log.requests().keySet().forEach(attempt -> require(expected.containsKey(attempt), Promise.REMEMBERED,
        "the key of attempt %d leads to nothing", attempt));
  }

  private void reader(List<UUID> seen) {
    var ids = log.rows().stream().map(Row::id).toList();
    for (int i = 0; i < Math.max(seen.size(), ids.size()); i++) {
      var saw = i < seen.size() ? seen.get(i) : null;
      var is = i < ids.size() ? ids.get(i) : null;
      if (is != null && is.equals(saw)) continue;
      require(false, Promise.SEEN, "the reader has seen %s as number %d, there is %s", saw, i + 1, is);
      return;
    }
  }
}
