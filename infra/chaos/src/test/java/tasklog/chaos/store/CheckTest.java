package tasklog.chaos.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tasklog.chaos.store.StoredLog.Row;
import tasklog.chaos.store.Turn.Outcome;
import tasklog.chaos.store.Violation.Promise;

/** The check finds each kind of damage, planted into a run in which all was well. */
class CheckTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Row> rows = new ArrayList<>();
  private final Map<Integer, Long> requests = new HashMap<>();
  private final Attempts attempts = Attempts.all(4);
  private final List<UUID> seen = new ArrayList<>();

  /** One acknowledged, one refused, one of two events found by a retry, one acknowledged by its second turn. */
  @BeforeEach
  void all_is_well() {
    store(0, 1, Map.of("a", 0));
    told(0, 1, Outcome.STORED, 1, 1);
    told(1, 1, Outcome.REFUSED, 0, 0);
    store(2, 1, Map.of("a", 1, "b", 0), Map.of("a", 2, "b", 1));
    told(2, 1, Outcome.BEGUN, 0, 0);
    told(2, 2, Outcome.FOUND, 2, 0);
    store(3, 2, Map.of("b", 2));
    told(3, 1, Outcome.UNAVAILABLE, 0, 0);
    told(3, 2, Outcome.STORED, 4, 4);
    assertThat(check()).isEmpty();
  }

  @Test
  void a_position_that_is_missing() {
    rows.set(3, at(5, rows.get(3)));
    told(3, 2, Outcome.STORED, 5, 5);
    requests.put(3, 5L);
    assertThat(check()).containsExactly(Promise.DENSE);
  }

  @Test
  void a_position_that_is_there_twice() {
    rows.set(3, at(3, rows.get(3)));
    assertThat(check()).contains(Promise.DENSE);
  }

  @Test
  void an_event_that_did_not_see_the_one_before_it() {
    note(3, 3, Map.of("b", 1));
    assertThat(check()).containsExactly(Promise.NO_LOST_UPDATE);
  }

  @Test
  void an_event_that_saw_one_that_is_not_there() {
    note(3, 3, Map.of("b", 3));
    assertThat(check()).containsExactly(Promise.NO_LOST_UPDATE);
  }

  @Test
  void an_acknowledged_append_at_the_end_that_is_lost() {
    rows.removeLast();
    seen.removeLast();
    requests.remove(3);
    assertThat(check()).containsExactly(Promise.ACKNOWLEDGED_IS_STORED);
  }

  @Test
  void an_acknowledged_append_that_stands_elsewhere() {
    told(0, 1, Outcome.STORED, 4, 4);
    assertThat(check()).containsExactly(Promise.ACKNOWLEDGED_IS_STORED);
  }

  @Test
  void an_append_that_was_found_elsewhere() {
    told(2, 2, Outcome.FOUND, 1, 0);
    assertThat(check()).containsExactly(Promise.ACKNOWLEDGED_IS_STORED);
  }

  @Test
  void an_attempt_that_two_turns_have_stored() {
    store(2, 2, Map.of("c", 0));
    told(2, 2, Outcome.STORED, 5, 5);
    assertThat(check()).containsExactly(Promise.STORED_ONCE);
  }

  @Test
  void a_turn_that_is_stored_twice() {
    store(0, 1, Map.of("c", 0));
    assertThat(check()).contains(Promise.STORED_ONCE);
  }

  @Test
  void a_refused_append_that_is_stored() {
    store(1, 1, Map.of("c", 0));
    assertThat(check()).containsExactly(Promise.REFUSED_IS_NOT_STORED);
  }

  @Test
  void an_append_that_was_said_not_to_be_stored_and_is() {
    told(0, 1, Outcome.UNAVAILABLE, 0, 0);
    told(0, 2, Outcome.FOUND, 1, 0);
    assertThat(check()).containsExactly(Promise.REFUSED_IS_NOT_STORED);
  }

  @Test
  void an_append_of_which_a_part_is_missing() {
    rows.remove(2);
    rows.set(2, at(3, rows.get(2)));
    note(2, 3, Map.of("b", 1));
    told(3, 2, Outcome.STORED, 3, 3);
    requests.put(3, 3L);
    seen.remove(2);
    assertThat(check()).containsOnly(Promise.WHOLE);
  }

  @Test
  void an_append_whose_parts_are_in_another_order() {
    var first = rows.get(1);
    rows.set(1, new Row(2, 2, 3, first.id(), START, new Noted(2, 1, 1, 2, first.noted().saw())));
    assertThat(check()).contains(Promise.WHOLE);
  }

  @Test
  void an_attempt_of_which_nobody_knows_what_became() {
    told(1, 1, Outcome.UNKNOWN, 0, 0);
    assertThat(check()).containsExactly(Promise.SETTLED);
  }

  @Test
  void an_unknown_outcome_is_not_settled_by_a_refusal() {
    told(1, 1, Outcome.UNKNOWN, 0, 0);
    told(1, 2, Outcome.REFUSED, 0, 0);
    assertThat(check()).containsExactly(Promise.SETTLED);
  }

  @Test
  void an_event_that_nobody_has_asked_for() {
    store(9, 1, Map.of("c", 0));
    assertThat(check()).containsExactly(Promise.SETTLED);
  }

  @Test
  void a_failure_that_nobody_foresaw() {
    told(1, 1, Outcome.FAILED, 0, 0);
    assertThat(check()).containsExactly(Promise.FORESEEN);
  }

  @Test
  void a_key_that_leads_to_nothing_or_elsewhere() {
    requests.put(1, 1L);
    requests.put(2, 3L);
    requests.remove(3);
    assertThat(check()).containsExactly(Promise.REMEMBERED, Promise.REMEMBERED, Promise.REMEMBERED);
  }

  @Test
  void a_reader_that_has_missed_an_event() {
    seen.remove(1);
    assertThat(check()).containsExactly(Promise.SEEN);
  }

  @Test
  void a_reader_that_has_seen_what_is_not_there_any_more() {
    seen.add(UUID.randomUUID());
    assertThat(check()).containsExactly(Promise.SEEN);
  }

  @Test
  void a_time_that_goes_back() {
    var row = rows.get(3);
    rows.set(3, new Row(4, 4, 4, row.id(), START.minusMillis(1), row.noted()));
    assertThat(check()).containsExactly(Promise.TIME);
  }

  private List<Promise> check() {
    return Check.of(new StoredLog(rows, requests), attempts, seen).stream().map(Violation::promise).toList();
  }

  /** An append at the end of the log, all of it well. */
  @SafeVarargs
  private void store(int attempt, int turn, Map<String, Integer>... saw) {
    long first = rows.size() + 1;
    for (int part = 0; part < saw.length; part++) {
      var id = UUID.randomUUID();
      rows.add(new Row(first + part, first, first + saw.length - 1, id, START,
          new Noted(attempt, turn, part, saw.length, saw[part])));
      seen.add(id);
    }
    requests.putIfAbsent(attempt, first);
  }

  private void told(int attempt, int turn, Outcome outcome, long first, long last) {
    attempts.add(new Turn(attempt, turn, outcome, first, last));
  }

  /** The row of one event, elsewhere. */
  private static Row at(long position, Row row) {
    return new Row(position, position, position, row.id(), row.recordedAt(), row.noted());
  }

  private void note(int index, int attempt, Map<String, Integer> saw) {
    var row = rows.get(index);
    rows.set(index, new Row(row.position(), row.appendId(), row.appendLast(), row.id(), row.recordedAt(),
        new Noted(attempt, row.noted().turn(), row.noted().part(), row.noted().parts(), saw)));
  }
}
