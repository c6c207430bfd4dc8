package tasklog.command.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.junit.jupiter.api.Test;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.OwnerId;

class KnownTest {

  private static final Positions ONE = new Positions("one", true);
  private static final Positions OTHER = new Positions("other", true);
  private static final Positions NOT_KEPT = new Positions("not kept", false);

  /** Lists the positions of its events. */
  private record Positions(String name, boolean isKept) implements Part<String> {
    @Override
    public EventCriteria criteria() {
      return EventCriteria.havingAnyTag();
    }

    @Override
    public String initial() {
      return "";
    }

    @Override
    public String evolve(String state, Happened happened) {
      return state + " " + happened.position();
    }
  }

  private final Known known = Known.before(List.of(new Fact<>(ONE, " 5", 5), new Fact<>(OTHER, " 1", 2)));

  /** Red when {@code Fact.after} folds what is in it already: it was found for a part that is known less far. */
  @Test
  void each_part_takes_what_is_new_to_it() {
    var now = known.read(happened(3, 5, 6), 7);
    assertThat(now.of(ONE)).isEqualTo(" 5 6");
    assertThat(now.of(OTHER)).isEqualTo(" 1 3 5 6");
    assertThat(now.facts()).extracting(Fact::upTo).containsExactly(7L, 7L);
    assertThat(now.isCurrent()).isTrue();
    assertThat(known.isCurrent()).isFalse();
  }

  @Test
  void each_part_is_a_condition_with_its_own_position() {
    assertThat(known.events()).extracting(events -> events.upTo()).containsExactly(5L, 2L);
  }

  /** What is built up in place would change under who still needs it as it was. */
  @Test
  void what_is_appended_is_added_to_what_is_kept() {
    var now = Known.before(List.of(Fact.nothing(ONE), Fact.nothing(NOT_KEPT))).appended(happened(8, 9), 9);
    assertThat(now.of(ONE)).isEqualTo(" 8 9");
    assertThat(now.of(NOT_KEPT)).isEmpty();
  }

  @Test
  void a_decision_rests_on_its_own_parts_only() {
    assertThatIllegalArgumentException().isThrownBy(() -> known.of(NOT_KEPT));
  }

  private static List<Happened> happened(long... positions) {
    var owner = new OwnerId(UUID.randomUUID());
    return LongStream.of(positions)
        .mapToObj(position -> new Happened(new AccountRegistered(owner, owner), position, Instant.EPOCH))
        .toList();
  }
}
