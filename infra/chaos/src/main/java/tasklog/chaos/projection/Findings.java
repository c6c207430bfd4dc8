package tasklog.chaos.projection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tasklog.chaos.projection.Audit.Move;
import tasklog.chaos.projection.Audit.Noted;

/**
 * What the projection has done, and what of it is not as it should be.
 *
 * @param moves      transactions, for each partition
 * @param takeovers  moves by another instance than the one before
 * @param twice      positions that were applied more than once
 * @param skipped    positions of the log that were never applied
 * @param strangers  positions that were applied and are not in the log
 * @param backward   moves to where the partition had been already
 * @param torn       moves that do not begin where the one before has ended
 * @param unfinished partitions of a view that do not end with the last position that the log has for them
 * @param parked     events that were set aside
 */
record Findings(long moves, long takeovers, long twice, long skipped, long strangers, long backward, long torn,
    long unfinished, long parked) {

  private record Partition(String view, int number) {}

  /**
   * @param partitions that of each event of the log, from position 1 on
   * @param views      all there are
   */
  static Findings of(Noted noted, List<Integer> partitions, List<String> views) {
    var ends = new HashMap<Partition, Move>();
    long takeovers = 0;
    long backward = 0;
    long torn = 0;
    for (var move : noted.moves()) {
      var before = ends.put(new Partition(move.view(), move.partition()), move);
      if (before != null && !before.instance().equals(move.instance())) takeovers++;
      if (move.toOffset() <= move.fromOffset() || move.toPosition() < move.fromPosition()) backward++;
      if (move.fromOffset() != (before == null ? 0 : before.toOffset())
          || move.fromPosition() != (before == null ? 0 : before.toPosition()))
        torn++;
    }
    var applied = new TreeSet<>(noted.applied().keySet());
    long known = applied.subSet(1L, true, (long) partitions.size(), true).size();
    return new Findings(noted.moves().size(), takeovers,
        noted.applied().values().stream().filter(times -> times > 1).count(), partitions.size() - known,
        applied.size() - known, backward, torn, unfinished(ends, partitions, views), noted.parked());
  }

  private static long unfinished(Map<Partition, Move> ends, List<Integer> partitions, List<String> views) {
    var last = new HashMap<Integer, Long>();
    for (int index = 0; index < partitions.size(); index++) {
      last.put(partitions.get(index), index + 1L);
    }
    return views.stream().mapToLong(view -> last.entrySet().stream().filter(end -> {
      var move = ends.get(new Partition(view, end.getKey()));
      return move == null || move.toPosition() != end.getValue();
    }).count()).sum();
  }

  boolean isClean() {
    return twice + skipped + strangers + backward + torn + unfinished + parked == 0;
  }
}
