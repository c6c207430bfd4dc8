package tasklog.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlacesTest {

  private static final UUID ADA = UUID.fromString("0198c2f4-7c1d-7a10-8000-00000000000a");
  private static final UUID BOB = UUID.fromString("0198c2f4-7c1d-7a10-8000-00000000000c");

  @Test
  void the_rows_of_a_parked_owner_are_as_before_the_first_event_that_was_set_aside() {
    var places = new Places(new Partitions(1),
        Map.of(View.TASK, List.of(50L), View.TAG, List.of(40L), View.HISTORY, List.of(60L)), List.of(),
        Set.of(), new Parked(Map.of(View.TASK, Map.of(ADA, 31L))));
    assertThat(places.upTo(View.TASK, ADA)).isEqualTo(30);
    assertThat(places.upTo(View.TASK, BOB)).isEqualTo(50);
    assertThat(places.upTo(View.TAG, ADA)).isEqualTo(40);
    assertThat(places.highest()).isEqualTo(60);
    assertThat(places.parked().lines())
        .containsExactly("owner " + ADA + " is parked in view task from position 31 on");
  }

  @Test
  void ranges_of_owners_have_no_gap_between_them() {
    var carries = new UUID(7, -1);
    assertThat(OwnerRange.ALL.upTo(carries).last()).isEqualTo(carries);
    assertThat(OwnerRange.ALL.behind(carries)).isEqualTo(new OwnerRange(new UUID(8, 0), new UUID(-1, -1)));
    assertThat(OwnerRange.ALL.behind(new UUID(7, 1)).first()).isEqualTo(new UUID(7, 2));
  }
}
