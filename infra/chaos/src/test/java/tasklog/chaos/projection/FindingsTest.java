package tasklog.chaos.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tasklog.chaos.projection.Audit.Move;
import tasklog.chaos.projection.Audit.Noted;

/** Each damage that can be is planted, and found. */
class FindingsTest {

  /** Positions 1 to 5; partition 0 has offsets of a transaction's end too. */
  private static final List<Integer> LOG = List.of(0, 0, 1, 0, 1);
  private static final List<String> VIEWS = List.of("history");

  private final List<Move> moves = new ArrayList<>(List.of(move(0, 0, 1, 0, 1, "a"), move(1, 0, 1, 0, 3, "b"),
      move(0, 1, 4, 1, 4, "a"), move(1, 1, 2, 3, 5, "a")));
  private final Map<Long, Long> applied = new HashMap<>(Map.of(1L, 1L, 2L, 1L, 3L, 1L, 4L, 1L, 5L, 1L));

  @Test
  void what_is_as_it_should_be_is_clean() {
    assertThat(findings().isClean()).isTrue();
    assertThat(findings()).isEqualTo(new Findings(4, 1, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void an_event_that_was_applied_twice_is_found() {
    applied.put(2L, 2L);
    assertThat(findings()).isEqualTo(new Findings(4, 1, 1, 0, 0, 0, 0, 0, 0)).matches(this::isFound);
  }

  @Test
  void an_event_that_was_skipped_is_found() {
    applied.remove(4L);
    assertThat(findings()).isEqualTo(new Findings(4, 1, 0, 1, 0, 0, 0, 0, 0)).matches(this::isFound);
  }

  @Test
  void an_event_that_the_log_does_not_have_is_found() {
    applied.put(6L, 1L);
    assertThat(findings()).isEqualTo(new Findings(4, 1, 0, 0, 1, 0, 0, 0, 0)).matches(this::isFound);
  }

  @Test
  void a_sleeper_who_puts_an_offset_back_is_found() {
    moves.add(2, move(1, 1, 0, 3, 0, "a"));
    moves.add(3, move(1, 0, 1, 0, 3, "b"));
    assertThat(findings().backward()).isEqualTo(1);
    assertThat(findings()).matches(this::isFound);
  }

  @Test
  void an_offset_that_does_not_go_on_where_it_was_is_found() {
    moves.set(2, move(0, 2, 4, 2, 4, "a"));
    assertThat(findings()).isEqualTo(new Findings(4, 1, 0, 0, 0, 0, 1, 0, 0)).matches(this::isFound);
  }

  @Test
  void a_partition_that_does_not_begin_at_its_beginning_is_found() {
    moves.removeFirst();
    assertThat(findings()).isEqualTo(new Findings(3, 1, 0, 0, 0, 0, 1, 0, 0)).matches(this::isFound);
  }

  @Test
  void a_partition_that_has_stopped_is_found() {
    moves.removeLast();
    assertThat(findings()).isEqualTo(new Findings(3, 0, 0, 0, 0, 0, 0, 1, 0)).matches(this::isFound);
  }

  @Test
  void a_view_that_was_never_there_is_found() {
    assertThat(Findings.of(new Noted(moves, applied, 0), LOG, List.of("history", "tag")).unfinished())
        .isEqualTo(2);
  }

  @Test
  void an_event_that_was_set_aside_is_found() {
    assertThat(Findings.of(new Noted(moves, applied, 1), LOG, VIEWS)).matches(this::isFound);
  }

  private boolean isFound(Findings findings) {
    return !findings.isClean();
  }

  private Findings findings() {
    return Findings.of(new Noted(moves, applied, 0), LOG, VIEWS);
  }

  private static Move move(int partition, long fromOffset, long toOffset, long fromPosition, long toPosition,
      String instance) {
    return new Move("history", partition, fromOffset, toOffset, fromPosition, toPosition, instance);
  }
}
