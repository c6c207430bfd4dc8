package tasklog.cli.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tasklog.events.wire.CloudEvents.Delivered;

class MergeTest {

  @Property(tries = 200)
  void events_come_in_the_order_of_positions_however_partitions_are_delivered(
      @ForAll @IntRange(min = 1, max = 5) int partitions, @ForAll @IntRange(min = 1, max = 12) int from,
      @ForAll Random random) {
    var waiting = IntStream.range(0, partitions).mapToObj(_ -> (Queue<Long>) new ArrayDeque<Long>()).toList();
    LongStream.rangeClosed(1, 40).forEach(position -> waiting.get(random.nextInt(partitions)).add(position));
    var merge = new Merge(partitions, from);
    var out = new ArrayList<Long>();
    while (waiting.stream().anyMatch(queue -> !queue.isEmpty())) {
      int partition = random.nextInt(partitions);
      var position = waiting.get(partition).poll();
      if (position != null) merge.add(partition, event(position));
      drain(merge, out);
    }
    assertThat(out).containsExactlyElementsOf(LongStream.rangeClosed(from, 40).boxed().toList());
  }

  @Test
  void the_next_position_waits_for_nothing() {
    var merge = new Merge(3, 7);
    merge.add(1, event(7));
    merge.add(1, event(9));
    assertThat(drain(merge, new ArrayList<>())).containsExactly(7L);
    assertThat(merge.waiting(1)).isEqualTo(1);
    merge.add(2, event(8));
    assertThat(drain(merge, new ArrayList<>())).containsExactly(8L, 9L);
  }

  @Test
  void where_other_partitions_are_not_read_nobody_waits_for_them() {
    var merge = new Merge(1, 1);
    merge.add(0, event(3));
    merge.add(0, event(8));
    assertThat(drain(merge, new ArrayList<>())).containsExactly(3L, 8L);
  }

  private static List<Long> drain(Merge merge, List<Long> out) {
    for (var event = merge.poll(); event.isPresent(); event = merge.poll()) {
      out.add(event.get().event().position());
    }
    return out;
  }

  private static Delivered event(long position) {
    return new Delivered(Events.titled(Events.ADA, position, position, "x"), new UUID(0, 1), 0);
  }
}
