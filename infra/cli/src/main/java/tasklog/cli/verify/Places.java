package tasklog.cli.verify;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How far the rows are that one snapshot shows, so that they can be compared exactly while they are written.
 *
 * @param positions    the last position of each view on each partition, from partition 0 on
 * @param offsets      where each view is on the topics that it has read
 * @param incarnations of the logs that the rows are of
 */
record Places(Partitions partitions, Map<View, List<Long>> positions, List<Offset> offsets,
    Set<UUID> incarnations, Parked parked) {

  /** @param next the first offset that is not in the rows */
  record Offset(View view, UUID topic, int partition, long next, long position) {}

  Places {
    positions = new EnumMap<>(positions);
    offsets = List.copyOf(offsets);
    incarnations = Set.copyOf(incarnations);
  }

  long position(View view, int partition) {
    return positions.getOrDefault(view, List.of()).get(partition);
  }

  /** The last position of an owner that is in the rows of a view; all before it are, too. */
  long upTo(View view, UUID owner) {
    return Math.min(position(view, partitions.of(owner)), parked.upTo(view, owner));
  }

  long highest() {
    return positions.values().stream().flatMap(List::stream).mapToLong(Long::longValue).max().orElse(0);
  }
}
